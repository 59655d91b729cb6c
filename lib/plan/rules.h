// The rules: what prevents the move of a shared object.
//
// Each rule is one question about one class of objects, answered from the survey, and lives in a
// source file of its own with its reasoning on top. A rule either has no objection or names the
// symbol and the class that prevent the move; the planner records the first objection.
//
// What the rules protect, together: with the link line "libraries, then workspace library", every
// reference binds to the definition it had before melding, for every subset of the libraries that
// linked before, with linkers that search an archive once (GNU ld, gold) as with those that search
// again.
#pragma once

#include "documents/plan.h"
#include "plan/imports.h"

namespace armeld {

/// Why a class must stay.
struct Objection {
  Rule rule;
  std::optional<Name> symbol;
  std::optional<ClassId> against;
  std::optional<std::string> detail; ///< in words
};

using Answer = std::optional<Objection>;

/// What a rule is asked: may this class move, if all of `moving` does?
///
/// Pinning a class (taking it out of `moving`) can cause an objection to another class, which
/// leaned on it; it can remove no objection, but for one: two import tables whose members' names
/// mix cannot both move, and the later one may where the earlier one does not. So the planner can
/// start from all candidates and pin until no rule objects to what is left. What is left is the
/// greatest set without an objection, except that of two such tables the later one stays even if
/// the earlier one is pinned after it.
struct Question {
  const Survey &survey;
  ClassId id;
  const Moving &moving;
  Imports &imports; ///< of the survey

  const ObjectClass &cls() const { return survey.classes[id]; }
  /// The first class other than this that defines `symbol` and may get into a link instead of it.
  /// One that is shadowed stays so where it moves along, and does not count.
  std::optional<ClassId> rival(SymbolId symbol) const { return moving.rival(symbol, id); }
};

Answer kindRule(const Question &question);
Answer uniqueRule(const Question &question);
Answer importTableRule(const Question &question);
Answer shadowedRule(const Question &question);
Answer firstDefinitionRule(const Question &question);
Answer searchRule(const Question &question);
Answer initialisersRule(const Question &question);
Answer objcRule(const Question &question);
Answer providedRule(const Question &question);
Answer dependencyRule(const Question &question);

/// Whether a pattern of Policy::exclude means the member: a glob of its name, or "@" and the first
/// digits of its object's digest.
bool isExcluded(const Member &member, Name pattern);

/// The first objection of the rules that the policy asks.
Answer askRules(const Policy &policy, const Question &question);

} // namespace armeld
