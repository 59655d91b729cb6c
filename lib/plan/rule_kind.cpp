// Rule `kind`: only what a linker reads moves.
//
// An archive may hold anything. rustc's own archives carry metadata, build systems add text, and
// some pack archives into archives. A linker takes relocatable objects, import objects and bitcode
// out of an archive when a symbol asks for them; everything else belongs to whoever put it there
// and stays. So does an object that could not be inspected: nobody knows which symbols it needs and
// defines. rustc wraps its metadata, lib.rmeta, in an object without symbols, and looks for it in
// the library.
#include "plan/rules.h"

namespace armeld {

Answer kindRule(const Question &question) {
  const Object &object = *question.cls().facts;
  auto objection = [](const Twine &detail) { return Objection{Rule::kind, {}, {}, detail.str()}; };
  if (object.unreadable)
    return objection("cannot be inspected: " + *object.unreadable);
  for (MemberRef ref : question.cls().members)
    if (question.survey.member(ref).name == StringRef("lib.rmeta"))
      return objection("is Rust's metadata");
  switch (object.kind) {
  case Kind::relocatable:
  case Kind::import:
  case Kind::bitcode:
    return std::nullopt;
  case Kind::archive:
    return objection("is an archive inside the archive");
  case Kind::other:
    return objection("is not an object that a linker reads");
  }
  llvm_unreachable("a kind that the rule does not know");
}

} // namespace armeld
