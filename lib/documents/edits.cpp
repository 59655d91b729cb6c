#include "documents/edits.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace armeld {

static void feed(Digester &digester, const Edit &edit) {
  digester.number(edit.rename.size());
  for (const Rename &rename : edit.rename) {
    digester.text(rename.from);
    digester.text(rename.to);
  }
  digester.number(edit.hide);
  digester.number(edit.visible.size());
  for (Name name : edit.visible)
    digester.text(name);
  digester.number(edit.remove.size());
  for (uint32_t section : edit.remove)
    digester.number(section);
  for (const Rare<Name> *names : {&edit.need, &edit.anchor}) {
    digester.number(names->size());
    for (Name name : *names)
      digester.text(name);
  }
  digester.number(edit.drop_bitcode);
  digester.number(edit.strip_debug);
  digester.number(edit.compress_debug ? 1 + uint64_t(*edit.compress_debug) : 0);
  // Nothing where there is none, so that other edits keep the digests that older plans have.
  if (edit.autolink)
    digester.text(*edit.autolink);
}

/// `digest`, changed as the edit changes what it is a digest of.
static Digest derived(StringRef purpose, const Digest &digest, const Edit &edit) {
  Digester digester;
  digester.text(purpose);
  digester.text(StringRef(reinterpret_cast<const char *>(digest.bytes.data()), 32));
  feed(digester, edit);
  return digester.finish();
}

Digest digestOf(const EditedObject &edited) {
  return derived("armeld: edited object", edited.object, edited);
}

void sortNames(Edit &edit) {
  llvm::sort(edit.rename, [](const Rename &a, const Rename &b) { return a.from < b.from; });
  for (Rare<Name> *names : {&edit.visible, &edit.need, &edit.anchor})
    llvm::sort(*names);
}

bool canBeEdited(const Object &object) {
  if (object.kind != Kind::relocatable || object.unreadable || !object.format)
    return false;
  bool isEc = object.machine == StringRef("arm64ec") || object.machine == StringRef("arm64x");
  return !isEc &&
         (*object.format == "elf" || *object.format == "coff" || *object.format == "macho");
}

const EditedObject *find(const EditedObjects &all, const Digest &digest) {
  auto found = llvm::lower_bound(
      all, digest, [](const auto &entry, const Digest &key) { return entry.first < key; });
  return found != all.end() && found->first == digest ? &found->second : nullptr;
}

Expected<Edit> merge(const Edit &a, const Edit &b) {
  Edit both;
  std::merge(a.rename.begin(), a.rename.end(), b.rename.begin(), b.rename.end(),
             std::back_inserter(both.rename),
             [](const Rename &x, const Rename &y) { return x.from < y.from; });
  both.rename.erase(std::unique(both.rename.begin(), both.rename.end()), both.rename.end());
  auto twice =
      std::adjacent_find(both.rename.begin(), both.rename.end(),
                         [](const Rename &x, const Rename &y) { return x.from == y.from; });
  if (twice != both.rename.end())
    return failure("symbol '" + shown(twice->from) + "' becomes '" + shown(twice->to) + "' and '" +
                   shown(std::next(twice)->to) + "'");
  both.hide = a.hide || b.hide;
  // What one of them hides is hidden.
  if (a.hide && b.hide)
    std::set_intersection(a.visible.begin(), a.visible.end(), b.visible.begin(), b.visible.end(),
                          std::back_inserter(both.visible));
  else
    both.visible = a.hide ? a.visible : b.visible;
  std::set_union(a.remove.begin(), a.remove.end(), b.remove.begin(), b.remove.end(),
                 std::back_inserter(both.remove));
  for (auto names : {&Edit::need, &Edit::anchor})
    std::set_union((a.*names).begin(), (a.*names).end(), (b.*names).begin(), (b.*names).end(),
                   std::back_inserter(both.*names));
  both.drop_bitcode = a.drop_bitcode || b.drop_bitcode;
  both.strip_debug = a.strip_debug || b.strip_debug;
  both.compress_debug = a.compress_debug ? a.compress_debug : b.compress_debug;
  if (a.compress_debug && b.compress_debug && a.compress_debug != b.compress_debug)
    return failure("debug information is to be compressed in two ways");
  both.autolink = a.autolink ? a.autolink : b.autolink;
  if (a.autolink && b.autolink && a.autolink != b.autolink)
    return failure("it is to load '" + shown(*a.autolink) + "' and '" + shown(*b.autolink) + "'");
  return both;
}

Name renamed(const Edit &edit, Name name) {
  auto found = llvm::lower_bound(edit.rename, name,
                                 [](const Rename &rename, Name key) { return rename.from < key; });
  Name to = found != edit.rename.end() && found->from == name ? found->to : name;
  return isAnchor(edit, name) ? anchorName(to) : to;
}

bool isAnchor(const Edit &edit, Name name) {
  return std::binary_search(edit.anchor.begin(), edit.anchor.end(), name);
}

Name anchorName(Name symbol) {
  return keep((anchorPrefix + digestOf(symbol).hex().substr(0, 16)).str());
}

bool hides(const Edit &edit, const Definition &definition) {
  return edit.hide && definition.visibility != Visibility::hidden &&
         definition.visibility != Visibility::internal &&
         !std::binary_search(edit.visible.begin(), edit.visible.end(), definition.name);
}

Object edited(const Object &object, const EditedObject &edit) {
  Object result = object;
  result.equivalence = derived("equivalence", object.equivalence, edit);
  // A COMDAT may mention any of the names.
  auto adjust = [&](std::optional<Digest> &content) {
    Edit names;
    names.rename = edit.rename;
    if (content && !names.rename.empty())
      content = derived("content", *content, names);
  };
  for (Definition &definition : result.defines) {
    bool isAbsolute = isAnchor(edit, definition.name);
    if (hides(edit, definition) || isAbsolute)
      definition.visibility = Visibility::hidden;
    if (isAbsolute) {
      definition.comdat = std::nullopt;
      definition.content = std::nullopt;
    }
    definition.name = renamed(edit, definition.name);
    adjust(definition.content);
  }
  for (auto *names :
       {&result.references, static_cast<std::vector<Name> *>(&result.weak_references)})
    for (Name &name : *names)
      name = renamed(edit, name);
  for (ComdatGroup &comdat : result.comdats) {
    comdat.name = renamed(edit, comdat.name);
    adjust(comdat.content);
  }
  return result;
}

} // namespace armeld
