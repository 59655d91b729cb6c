#include "plan/rules.h"

#include "base/glob.h"
#include "base/names.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

bool isExcluded(const Member &member, Name pattern) {
  if (pattern.starts_with("@"))
    return pattern.size() > 1 && StringRef(member.object.hex()).starts_with(pattern.drop_front());
  return matchesGlob(member.name, pattern);
}

/// The user's own word. It is no rule of linking, and --allow does not switch it off.
static Answer excludeRule(const Policy &policy, const Question &question) {
  if (policy.exclude.empty())
    return std::nullopt;
  for (MemberRef ref : question.cls().members)
    for (Name glob : policy.exclude)
      if (isExcluded(question.survey.member(ref), glob))
        return Objection{Rule::exclude, {}, {}, "--exclude " + glob.str()};
  return std::nullopt;
}

Answer askRules(const Policy &policy, const Question &question) {
  static constexpr std::pair<Rule, Answer (*)(const Question &)> rules[] = {
      {Rule::kind, kindRule},
      {Rule::unique, uniqueRule},
      {Rule::import_table, importTableRule},
      {Rule::shadowed, shadowedRule},
      {Rule::first_definition, firstDefinitionRule},
      {Rule::search, searchRule},
      {Rule::initialisers, initialisersRule},
      {Rule::objc, objcRule},
      {Rule::provided, providedRule},
      {Rule::dependency, dependencyRule}};
  if (Answer answer = excludeRule(policy, question))
    return answer;
  for (auto [name, rule] : rules) {
    if (policy.name == PolicyName::greedy && name != Rule::kind)
      break;
    if (llvm::is_contained(policy.allow, name))
      continue;
    if (Answer answer = rule(question))
      return answer;
  }
  return std::nullopt;
}

} // namespace armeld
