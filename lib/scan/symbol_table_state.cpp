#include "scan/symbol_table_state.h"

#include "base/names.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

#include <array>

namespace armeld {

namespace {

uint64_t entryHash(Name symbol, uint64_t headerOffset) {
  return llvm::xxh3_64bits(symbol) ^ (headerOffset * 0x9e3779b97f4a7c15);
}

/// Whether the entries are exactly what the members define, those of opaque ones aside. As sums of
/// a hash per entry, so that the usual case needs no set.
bool isExact(llvm::ArrayRef<SymbolTableEntry> entries, llvm::ArrayRef<Member> members,
             ObjectLookup objects) {
  uint64_t expected = 0, sum = 0;
  size_t count = 0;
  llvm::SmallDenseSet<uint64_t> opaque; // by header offset
  for (const Member &member : members) {
    const Object &object = objects(member.object);
    if (isOpaque(object))
      opaque.insert(member.header_offset);
    for (const Definition &definition : object.defines)
      expected += entryHash(definition.name, member.header_offset);
    count += object.defines.size();
  }
  for (const SymbolTableEntry &entry : entries) {
    if (!opaque.empty() && opaque.contains(entry.headerOffset)) {
      ++count;
      continue;
    }
    sum += entryHash(entry.symbol, entry.headerOffset);
  }
  return sum == expected && entries.size() == count;
}

/// The first entry that says something false.
std::optional<std::string> findFalseEntry(llvm::ArrayRef<SymbolTableEntry> entries,
                                          llvm::ArrayRef<Member> members, ObjectLookup objects) {
  llvm::DenseMap<uint64_t, const Member *> memberAt;
  llvm::DenseSet<std::pair<StringRef, uint64_t>> truth;
  for (const Member &member : members) {
    memberAt[member.header_offset] = &member;
    for (const Definition &definition : objects(member.object).defines)
      truth.insert({definition.name, member.header_offset});
  }
  for (const SymbolTableEntry &entry : entries) {
    const Member *member = memberAt.lookup(entry.headerOffset);
    if (!member)
      return "'" + shown(entry.symbol) + "' points to no member";
    // What an opaque member defines is not known, so the table is believed.
    if (!isOpaque(objects(member->object)) && !truth.contains({entry.symbol, entry.headerOffset}))
      return "'" + shown(entry.symbol) + "' points to '" + shown(member->name) +
             "', which does not define it";
  }
  return std::nullopt;
}

/// The first definition that no entry names.
std::optional<std::string> findMissing(llvm::ArrayRef<SymbolTableEntry> entries,
                                       llvm::ArrayRef<Member> members, ObjectLookup objects) {
  std::array<llvm::DenseSet<StringRef>, 2> listed; // in the table for all, and in that for ARM64EC
  for (const SymbolTableEntry &entry : entries)
    listed[entry.ec].insert(entry.symbol);
  // ARM64EC code, and x86-64 code beside it, has a table of its own; import descriptors stand in
  // both.
  bool hasEcTable = !listed[true].empty();
  auto belongsToEcTable = [&](const Object &object) {
    return object.machine == StringRef("arm64ec") ||
           (hasEcTable && object.machine == StringRef("x86_64"));
  };
  for (const Member &member : members) {
    const Object &object = objects(member.object);
    bool isEc = belongsToEcTable(object);
    for (const Definition &definition : object.defines)
      if (!listed[isEc].contains(definition.name))
        return "'" + shown(definition.name) + "' of '" + shown(member.name) + "' is missing";
  }
  return std::nullopt;
}

/// Notes with each opaque member what the table lists for it.
void noteListed(llvm::ArrayRef<SymbolTableEntry> entries, llvm::MutableArrayRef<Member> members,
                ObjectLookup objects) {
  llvm::SmallDenseMap<uint64_t, Member *> opaque; // by header offset
  for (Member &member : members)
    if (isOpaque(objects(member.object)))
      opaque[member.header_offset] = &member;
  if (opaque.empty())
    return;
  for (const SymbolTableEntry &entry : entries)
    if (Member *member = opaque.lookup(entry.headerOffset))
      if (!isSlimMark(entry.symbol))
        member->listed.push_back(keep(entry.symbol)); // the table goes away with the file
}

} // namespace

bool isSlimMark(Name symbol) { return symbol.ltrim('_') == "gnu_lto_slim"; }

std::optional<std::string> findProblem(llvm::ArrayRef<SymbolTableEntry> entries,
                                       llvm::ArrayRef<Member> members, ObjectLookup objects) {
  if (isExact(entries, members, objects))
    return std::nullopt;
  std::optional<std::string> problem = findFalseEntry(entries, members, objects);
  return problem ? problem : findMissing(entries, members, objects);
}

void judgeSymbolTable(ArchiveFile &archive, ObjectLookup objects) {
  SymbolTable &table = archive.facts.symbol_table;
  if (table.format == SymbolTableFormat::none) {
    table.state = SymbolTableState::absent;
    return;
  }
  std::optional<std::string> problem;
  if (Expected<std::vector<SymbolTableEntry>> entries = archive.symbolTable()) {
    table.entries = entries->size();
    problem = findProblem(*entries, archive.facts.members, objects);
    noteListed(*entries, archive.facts.members, objects);
  } else {
    problem = "the symbol table " + text(entries.takeError());
  }
  table.state = problem ? SymbolTableState::stale : SymbolTableState::fresh;
  if (problem)
    table.problem = keep(*problem);
}

} // namespace armeld
