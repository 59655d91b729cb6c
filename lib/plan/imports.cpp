#include "plan/imports.h"

#include "base/names.h"
#include "documents/import_tables.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <tuple>
#include <utility>

namespace armeld {

Imports::Imports(const Survey &survey) : survey(survey) {
  for (const ObjectClass &cls : survey.classes)
    for (SymbolId symbol : cls.importTables)
      if (auto [entry, isNew] = tables.try_emplace(symbol); isNew)
        entry->second = read(symbol);
  makeRows();
}

// ---- tables ----

/// Whether it is a short import object, or one of those that go with them.
static bool isShortForm(const Object &object) {
  return object.kind == Kind::import ||
         llvm::any_of(object.defines, [](const Definition &definition) {
           return isImportCompanion(definition.name);
         });
}

/// The one name of the members that hold a class, or nothing if they have several.
static std::optional<Name> nameOfAll(const Survey &survey, ClassId id) {
  auto nameOf = [&](MemberRef ref) {
    StringRef name = survey.member(ref).name;
    return survey.library(ref).thin ? baseName(name) : name;
  };
  const std::vector<MemberRef> &members = survey.classes[id].members;
  Name name = nameOf(members.front());
  if (!llvm::all_of(members, [&](MemberRef ref) { return nameOf(ref) == name; }))
    return std::nullopt;
  return name;
}

ImportTable Imports::read(SymbolId symbol) const {
  ImportTable table;
  table.symbol = symbol;
  bool isCoff = true; // all of it in archives of that format
  for (ClassId piece : survey.definers(symbol)) {
    table.isShort |= isShortForm(*survey.classes[piece].facts);
    for (MemberRef ref : survey.classes[piece].members)
      isCoff &= survey.formatOf(ref) == ArchiveFormat::coff;
  }
  table.isForLinker = table.isShort && isCoff;
  bool hasHead = false, hasTail = false;
  for (ClassId piece : survey.definers(symbol)) {
    std::optional<Name> name = nameOfAll(survey, piece);
    if (!name)
      return table;
    const Object &object = *survey.classes[piece].facts;
    if (isImportHead(object)) {
      if (std::exchange(hasHead, true))
        return table;
      table.headName = *name;
    } else if (isImportTail(object)) {
      if (std::exchange(hasTail, true))
        return table;
      table.tailName = *name;
      table.dll = object.import_dll.value_or("");
    } else {
      if (table.firstEntry.empty() || *name < table.firstEntry)
        table.firstEntry = *name;
      table.lastEntry = std::max(table.lastEntry, *name);
    }
  }
  bool inOrder = table.headName < table.tailName &&
                 (table.firstEntry.empty() ||
                  (table.headName < table.firstEntry && table.lastEntry < table.tailName));
  table.isWhole = hasHead && hasTail && (inOrder || table.isShort);
  return table;
}

// ---- tables that mix ----

void Imports::makeRows() {
  std::map<std::tuple<Name, Name, std::string>, std::vector<ClassId>> found;
  for (const auto &[symbol, table] : tables)
    if (table.isWhole)
      found[{table.headName, table.tailName, table.dll.lower()}].push_back(firstPiece(symbol));
  Name lastTail;
  for (auto &[key, firstPieces] : found) {
    auto &[headName, tailName, dll] = key;
    lastTail = std::max(lastTail, tailName);
    llvm::sort(firstPieces);
    rows.push_back({headName, tailName, dll, std::move(firstPieces), 0, lastTail, rows.size()});
  }
}

std::optional<ClassId> Imports::firstMoving(Row &row, const Moving &moving) {
  while (row.next < row.firstPieces.size() && !moving.test(row.firstPieces[row.next]))
    ++row.next;
  return row.next < row.firstPieces.size() ? std::optional(row.firstPieces[row.next])
                                           : std::nullopt;
}

std::optional<ClassId> Imports::mixedWith(const ImportTable &table, const Moving &moving) {
  std::string dll = table.dll.lower();
  // The rows whose heads stand before the tail, from the last one on; those whose tails stand
  // before the head do not mix.
  size_t *before = nullptr;
  for (size_t at =
           size_t(llvm::partition_point(
                      rows, [&](const Row &row) { return row.headName <= table.tailName; }) -
                  rows.begin());
       at > 0 && rows[at - 1].lastTail >= table.headName; at = rows[at - 1].before) {
    Row &row = rows[at - 1];
    std::optional<ClassId> first = firstMoving(row, moving);
    if (!first) { // nobody needs to look at it again
      if (before)
        *before = row.before;
      else
        before = &row.before;
      continue;
    }
    before = &row.before;
    bool merges =
        row.headName == table.headName && row.tailName == table.tailName && row.dll == dll;
    if (*first < firstPiece(table.symbol) && row.tailName >= table.headName && !merges)
      return first;
  }
  return std::nullopt;
}

// ---- stubs ----

const ImportStubs *Imports::stubs(SymbolId symbol) {
  auto [entry, isNew] = stubsOf.try_emplace(symbol);
  std::optional<ImportStubs> &result = entry->second;
  llvm::ArrayRef<ClassId> definers = survey.definers(symbol);
  if (isNew && llvm::none_of(definers, [&](ClassId definer) {
        return survey.classes[definer].facts->import_parts.empty();
      })) {
    result.emplace();
    for (ClassId definer : definers) {
      for (MemberRef ref : survey.classes[definer].members) {
        result->isSearchedAgain &= survey.formatOf(ref) == ArchiveFormat::coff;
        result->isImportLibrary |= survey.isImportLibrary(ref.library);
        result->libraries.insert(ref.library);
      }
    }
  }
  return result ? &*result : nullptr;
}

} // namespace armeld
