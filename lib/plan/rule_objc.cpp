// Rule `objc`: with -ObjC, no link takes more than it took.
//
// Apple's linkers take each member with classes or categories of Objective-C, or with Swift's
// metadata, out of every library on the command line if -ObjC is there, as most apps have it. In a
// link of one library they would take such objects of all others out of the workspace library, with
// all that these need: frameworks, say, that are not on the command line. So such an object moves
// only if each library has it. Its order among others of its kind is the business of rule
// `initialisers`.
#include "plan/rules.h"

namespace armeld {

Answer objcRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  if (!cls.facts->objc || question.survey.isInAll(cls))
    return std::nullopt;
  return Objection{Rule::objc, {}, {}, "-ObjC would take it in links of other libraries"};
}

} // namespace armeld
