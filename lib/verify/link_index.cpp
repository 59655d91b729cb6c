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
  auto forEach = [&](llvm::function_ref<void(size_t row, const LinkDefiner &)> body) {
    for (const Contents *contents : set.all())
      forEachDefiner(*contents, objects, listedMember,
                     [&](DefinedId symbol, const LinkDefiner &definer) {
                       body(rowOf(symbol, contents->isAfter), definer);
                     });
  };
  for (const Contents *contents : set.all()) {
    sizes.push_back(contents->size());
    before += !contents->isAfter;
    std::vector<uint32_t> &loaded = objc.emplace_back();
    for (uint32_t member = 0; member < contents->size(); ++member)
      if (objects[contents->classes[member]].isLoadedByObjc)
        loaded.push_back(member);
  }
  // How many there are in each row, and then where they stand.
  forEach([&](size_t row, const LinkDefiner &) { ++starts[row + 1]; });
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  all.resize(starts.back());
  std::vector<size_t> ends(starts.begin(), starts.end() - 1);
  forEach([&](size_t row, const LinkDefiner &definer) { all[ends[row]++] = definer; });
}

const LinkDefiner *LinkIndex::firstIn(llvm::ArrayRef<LinkDefiner> definers,
                                      uint32_t library) const {
  // Where each library has one, it is found at once; from there in growing steps.
  size_t first = library < before ? 0 : before, end = library < before ? before : libraries();
  size_t low = definers.size() * (library - first) / (end - first), high = low;
  for (size_t step = 1; low > 0 && definers[low - 1].library >= library; step *= 2)
    low -= std::min(low, step);
  for (size_t step = 1; high < definers.size() && definers[high].library < library; step *= 2)
    high += std::min(definers.size() - high, step);
  return std::partition_point(
      definers.begin() + low, definers.begin() + high,
      [&](const LinkDefiner &definer) { return definer.library < library; });
}

} // namespace armeld
