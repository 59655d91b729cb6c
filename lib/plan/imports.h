// Import tables and import stubs, as the rules need them.
//
// All pieces of an import table ask about the table, and all that refer to a stub about those who
// have it. A DLL may have tens of thousands of entries, and as many libraries may have one stub; so
// what is known of them is worked out once.
#pragma once

#include "plan/moving.h"

#include "llvm/ADT/DenseSet.h"

namespace armeld {

/// The names that the pieces of an import table have, which linkers sort them by.
struct ImportTable {
  SymbolId symbol = 0;
  Name headName, tailName, firstEntry, lastEntry;
  Name dll;
  bool isShort = false;     ///< of short import objects
  bool isForLinker = false; ///< linkers make it themselves, wherever its pieces are
  bool isWhole = false;     ///< a head and a tail, whose names stand before and behind all entries'
};

/// Who has the stubs that define a symbol.
struct ImportStubs {
  llvm::DenseSet<uint32_t> libraries;
  bool isSearchedAgain = true;  ///< all are in archives that linkers search again
  bool isImportLibrary = false; ///< one of the libraries has nothing else
};

class Imports {
public:
  explicit Imports(const Survey &survey);

  const ImportTable &table(SymbolId symbol) const { return tables.find(symbol)->second; }
  /// Nothing if something else than stubs defines the symbol too.
  const ImportStubs *stubs(SymbolId symbol);
  /// A table with an earlier first piece that moves, whose members' names mix with those of this
  /// one: both cannot move. The result is that first piece.
  std::optional<ClassId> mixedWith(const ImportTable &table, const Moving &moving);

private:
  /// Tables that linkers merge into one list: those of one DLL, with heads and tails of equal
  /// names.
  struct Row {
    Name headName, tailName;
    std::string dll;                  ///< in lower case
    std::vector<ClassId> firstPieces; ///< ascending
    size_t next = 0;                  ///< in front of it none moves
    Name lastTail;                    ///< the last one of the rows up to this one
    size_t before = 0;                ///< one more than the last row in front that may still move
  };
  ImportTable read(SymbolId symbol) const;
  void makeRows();
  std::optional<ClassId> firstMoving(Row &row, const Moving &moving);
  ClassId firstPiece(SymbolId symbol) const { return survey.definers(symbol).front(); }

  const Survey &survey;
  llvm::DenseMap<SymbolId, ImportTable> tables;
  llvm::DenseMap<SymbolId, std::optional<ImportStubs>> stubsOf;
  std::vector<Row> rows; ///< by the names of their heads
};

} // namespace armeld
