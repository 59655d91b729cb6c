// Numbers and tables as people read them in a terminal.
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdint>
#include <string>
#include <vector>

namespace armeld {

/// Bytes in three digits and a unit of powers of 1000: "17.2 MB", "745 kB", "5 B".
std::string humanBytes(uint64_t bytes);

/// "1 object", "2 objects": `noun` in the singular or with an s.
std::string counted(uint64_t number, const char *noun);

/// "liba.a, libb.a and 3 more": the first `count` of the list, each as `text` of it.
template <class List>
std::string someOf(const List &list, size_t count,
                   llvm::function_ref<std::string(typename List::value_type)> text) {
  std::string all;
  for (size_t i = 0; i < list.size() && i < count; ++i)
    all += (i ? ", " : "") + text(list[i]);
  if (list.size() > count)
    all += " and " + std::to_string(list.size() - count) + " more";
  return all;
}

/// Rows of cells: a label, then numbers.
struct Table {
  using Row = std::vector<std::string>;
  Row head;
  std::vector<Row> rows; ///< each as long as `head`
};

/// Prints the labels flush left and the numbers flush right, each line after `indent` spaces.
/// Columns are aligned for ASCII; other characters may take another width.
void printAligned(const Table &table, llvm::raw_ostream &out, unsigned indent = 0);

/// Prints the table in Markdown, with the cells escaped.
void printMarkdown(const Table &table, llvm::raw_ostream &out);

} // namespace armeld
