#include "base/table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

#include <algorithm>

namespace armeld {

std::string humanBytes(uint64_t bytes) {
  if (bytes < 1000)
    return std::to_string(bytes) + " B";
  static constexpr const char *units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = double(bytes) / 1000;
  size_t unit = 0;
  for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
    value /= 1000;
  int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.*f ", decimals, value) << units[unit];
  return text;
}

std::string counted(uint64_t number, const char *noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void printAligned(const Table &table, llvm::raw_ostream &out, unsigned indent) {
  std::vector<size_t> widths(table.head.size());
  auto widen = [&](const Table::Row &row) {
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  };
  widen(table.head);
  llvm::for_each(table.rows, widen);
  auto line = [&](const Table::Row &row) {
    out.indent(indent) << row[0];
    out.indent(unsigned(widths[0] - row[0].size()));
    for (size_t i = 1; i < row.size(); ++i)
      out.indent(unsigned(2 + widths[i] - row[i].size())) << row[i];
    out << '\n';
  };
  line(table.head);
  llvm::for_each(table.rows, line);
}

void printMarkdown(const Table &table, llvm::raw_ostream &out) {
  auto line = [&](const Table::Row &row) {
    for (const std::string &cell : row) {
      out << "| ";
      for (char c : cell) {
        if (llvm::StringRef("|\\`*_<>[]").contains(c))
          out << '\\';
        out << c;
      }
      out << ' ';
    }
    out << "|\n";
  };
  line(table.head);
  out << "| :--";
  for (size_t i = 1; i < table.head.size(); ++i)
    out << " | --:";
  out << " |\n";
  llvm::for_each(table.rows, line);
}

} // namespace armeld
