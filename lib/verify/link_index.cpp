#include "verify/link_index.h"

#include <algorithm>
#include <numeric>

namespace armeld {

namespace {

/// Calls `body(symbol, definer)` for all that a library defines and answers.
void forEachDefiner(const Contents &contents, const LinkObjects &objects,
                    std::vector<uint32_t> &listedMember,
                    llvm::function_ref<void(DefinedId, const LinkDefiner &)> body) {
  // A table of Microsoft's format lists a symbol once, for the first member that defines it.
  bool listsOnce = contents.library->symbol_table.format == SymbolTableFormat::coff;
  if (listsOnce)
    for (uint32_t member = uint32_t(contents.size()); member-- > 0;)
      for (const LinkDefinition &definition : objects[contents.classes[member]].defines)
        listedMember[definition.symbol] = member;
  for (uint32_t member = 0; member < contents.size(); ++member) {
    const LinkObject &object = objects[contents.classes[member]];
    LinkDefiner definer = {contents.number, member, 0, 0, Binding::strong, true};
    auto add = [&](DefinedId symbol, DefinedId definition, Binding binding) {
      definer.definition = definition;
      definer.binding = binding;
      definer.isListed = !listsOnce || listedMember[definition] == member;
      body(symbol, definer);
      ++definer.place;
    };
    for (const LinkDefinition &definition : object.defines)
      add(definition.symbol, definition.symbol, definition.binding);
    for (const StandIn &answer : object.answers)
      add(answer.symbol, answer.definition, Binding::weak);
  }
}

} // namespace

LinkIndex::LinkIndex(const Comparison &set, const LinkObjects &objects)
    : objects(objects), starts(2 * objects.symbols() + 1) {
  std::vector<uint32_t> listedMember(objects.symbols());
  for (const Contents *contents : set.all()) {
    sizes.push_back(contents->size());
    before += !contents->isAfter;
    std::vector<uint32_t> &loaded = objc.emplace_back();
    for (uint32_t member = 0; member < contents->size(); ++member) {
      const LinkObject &object = objects[contents->classes[member]];
      if (object.isLoadedByObjc)
        loaded.push_back(member);
      for (const LinkDefinition &definition : object.defines)
        ++starts[rowOf(definition.symbol, contents->isAfter) + 1];
      for (const StandIn &answer : object.answers)
        ++starts[rowOf(answer.symbol, contents->isAfter) + 1];
    }
  }
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  all.resize(starts.back());
  std::vector<size_t> ends(starts.begin(), starts.end() - 1);
  for (const Contents *contents : set.all())
    forEachDefiner(*contents, objects, listedMember,
                   [&](DefinedId symbol, const LinkDefiner &definer) {
                     all[ends[rowOf(symbol, contents->isAfter)]++] = definer;
                   });
}

const LinkDefiner *LinkIndex::firstIn(llvm::ArrayRef<LinkDefiner> definers,
                                      uint32_t library) const {
  // Where each library has one, it is found at once; from there in growing steps.
  bool isAfter = library >= before;
  size_t low = definers.size() * (library - isAfter * before) /
               (isAfter ? libraries() - before : before),
         high = low;
  for (size_t step = 1; low > 0 && definers[low - 1].library >= library; step *= 2)
    low -= std::min(low, step);
  for (size_t step = 1; high < definers.size() && definers[high].library < library; step *= 2)
    high += std::min(definers.size() - high, step);
  return std::partition_point(
      definers.begin() + low, definers.begin() + high,
      [&](const LinkDefiner &definer) { return definer.library < library; });
}

} // namespace armeld
