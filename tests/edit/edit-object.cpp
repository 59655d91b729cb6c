// edit-object: edits one object, for tests/edits.bats and tests/remove-sections.bats.
//
// Usage: edit-object [OPTION]... COMMAND IN ... FROM=TO...
//   --hide, --visible NAME       symbols become hidden, but not those
//   --remove INDEX               a section goes
//   --autolink LIBRARY           the object makes linkers load a library
//   --drop-bitcode, --strip-debug, --compress-debug=zlib|zstd
//
//   write IN OUT     writes the edited object
//   flip IN STEP     changes each STEPth byte of the edited object, one after the other, and prints
//                    the offsets of those whose change `checkEdited` does not find
//   flip-sections IN STEP
//                    does so by the check of Mach-O objects that lose sections, which asks for the
//                    same meaning and not for the same bytes
//   garble IN SEED   edits the object a thousand times, each time with some bytes changed or its
//                    end cut off: the editor may refuse it, and no more; exit 1 otherwise
//   check IN AFTER   checks whether AFTER is the edited object; exit 1 if it is not
//   time IN COUNT    edits COUNT times, without and with the check, and copies as often; prints
//                    seconds for each
// Exit 2: the object was refused; standard error says why.
#include "edit/edit.h"
#include "edit/macho_sections.h"

#include "llvm/ADT/StringExtras.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

using namespace armeld;

namespace {

std::string contentOf(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int write(const std::string &bytes, const std::string &to, const Edit &edit) {
  auto edited = editObject(bytes, edit);
  if (!edited) {
    std::cerr << text(edited.takeError()) << "\n";
    return 2;
  }
  std::ofstream(to, std::ios::binary) << (*edited)->getBuffer().str();
  return 0;
}

using Check = Error (*)(StringRef before, StringRef after, const Edit &edit);

int flip(const std::string &bytes, unsigned step, const Edit &edit, Check check) {
  auto edited = editObject(bytes, edit);
  if (!edited) {
    std::cerr << text(edited.takeError()) << "\n";
    return 2;
  }
  std::string after = (*edited)->getBuffer().str();
  auto isFound = [&](size_t place, char mask) {
    after[place] ^= mask;
    Error error = check(bytes, after, edit);
    after[place] ^= mask;
    bool found = bool(error);
    llvm::consumeError(std::move(error));
    return found;
  };
  for (size_t i = 0; i < after.size(); i += step)
    if (!isFound(i, '\x01') || !isFound(i, '\x80') || !isFound(i, '\x24'))
      std::cout << i << "\n";
  return 0;
}

int garble(const std::string &bytes, unsigned seed, const Edit &edit) {
  std::mt19937 random(seed);
  unsigned done = 0, faults = 0;
  for (unsigned i = 0; i < 1000; ++i) {
    std::string garbled = bytes;
    if (random() % 4 == 0)
      garbled.resize(random() % bytes.size());
    for (unsigned changes = random() % 4; changes > 0 && !garbled.empty(); --changes) {
      // Headers are where most depends on a byte.
      size_t place =
          random() % (random() % 2 ? garbled.size() : std::min<size_t>(garbled.size(), 512));
      garbled[place] = char(random() % 2 ? random() : (random() % 2 ? 0xff : 0));
    }
    // A copy without room behind it, so that sanitizers see reads past its end.
    std::vector<char> exact(garbled.begin(), garbled.end());
    auto edited = editObject(StringRef(exact.data(), exact.size()), edit);
    if (edited)
      ++done;
    else if (std::string why = text(edited.takeError());
             StringRef(why).contains("a fault of armeld") && ++faults) {
      std::cout << "seed " << seed << ", " << i << ": " << why << " (garbled.o)\n";
      std::ofstream("garbled.o", std::ios::binary) << garbled;
    }
  }
  std::cerr << done << " of 1000 edited\n";
  return faults != 0;
}

int check(const std::string &bytes, const std::string &after, const Edit &edit) {
  Error error = checkEdited(bytes, contentOf(after), edit);
  if (!error)
    return 0;
  std::cout << text(std::move(error)) << "\n";
  return 1;
}

int time(const std::string &bytes, unsigned count, const Edit &edit) {
  auto measure = [&](const char *what, auto action) {
    auto start = std::chrono::steady_clock::now();
    for (unsigned i = 0; i < count; ++i)
      action();
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::cout << what << " " << seconds.count() << "\n";
  };
  measure("copy", [&] { std::vector<char> copy(bytes.begin(), bytes.end()); });
  auto *editor = StringRef(bytes).starts_with("\x7f"
                                              "ELF")
                     ? editElf
                     : editCoff;
  measure("edit", [&] { llvm::consumeError(editor(bytes, edit).takeError()); });
  measure("checked", [&] { llvm::consumeError(editObject(bytes, edit).takeError()); });
  return 0;
}

bool isOption(StringRef word, Edit &edit) {
  if (word == "--hide")
    edit.hide = true;
  else if (word == "--drop-bitcode")
    edit.drop_bitcode = true;
  else if (word == "--strip-debug")
    edit.strip_debug = true;
  else if (word == "--compress-debug=zlib")
    edit.compress_debug = Compression::zlib;
  else if (word == "--compress-debug=zstd")
    edit.compress_debug = Compression::zstd;
  else
    return false;
  return true;
}

} // namespace

int main(int argc, char **argv) {
  Edit edit;
  std::vector<std::string> operands;
  for (int i = 1; i < argc; ++i) {
    StringRef word = argv[i];
    if (isOption(word, edit))
      continue;
    if (word == "--visible")
      edit.visible.push_back(argv[++i]);
    else if (word == "--autolink")
      edit.autolink = argv[++i];
    else if (word == "--remove")
      edit.remove.push_back(uint32_t(std::stoul(argv[++i])));
    else if (operands.size() < 3)
      operands.push_back(word.str());
    else
      edit.rename.push_back({word.split('=').first, word.split('=').second});
  }
  if (operands.size() != 3) {
    std::cerr << "usage: edit-object [OPTION]... COMMAND IN OUT|STEP|SEED|AFTER|COUNT FROM=TO...\n";
    return 2;
  }
  sortNames(edit);
  llvm::sort(edit.remove);
  std::string bytes = contentOf(operands[1]);
  if (operands[0] == "write")
    return write(bytes, operands[2], edit);
  if (operands[0] == "check")
    return check(bytes, operands[2], edit);
  if (operands[0] == "time")
    return time(bytes, unsigned(std::stoul(operands[2])), edit);
  unsigned number = unsigned(std::stoul(operands[2]));
  if (operands[0] == "flip")
    return flip(bytes, number, edit, checkEdited);
  if (operands[0] == "flip-sections")
    return flip(bytes, number, edit, checkStrippedMachO);
  return garble(bytes, number, edit);
}
