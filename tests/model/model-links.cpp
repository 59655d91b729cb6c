// model-links: what the model of each linker says of links, for tests/model/compare-models.
//
// Usage: model-links MANIFEST <requests. A request is a line of three fields with tabs between
// them: the linker, the symbols that the program refers to and the libraries in the order of the
// command line, both with commas between them. The answer is a line of three such fields: "linked",
// "undefined SYMBOL" or "duplicate SYMBOL"; the members that are taken, in the model's order, each
// as the place of its library on the line, a colon and its index; and the symbols that have several
// definitions, each with the member that won, as "SYMBOL=0:3".
#include "base/enum_names.h"
#include "verify/link_index.h"

#include "llvm/ADT/StringExtras.h"

#include <iostream>

using namespace armeld;

namespace {

class Answers {
public:
  explicit Answers(const Manifest &manifest)
      : set(manifest, nothing, pairing), objects(set.classes), index(set, objects), player(index) {
    for (const Library &library : manifest.libraries)
      byPath[library.path] = set.at(&library);
  }

  std::string to(StringRef request) {
    llvm::SmallVector<StringRef> fields, roots, paths;
    request.split(fields, '\t');
    if (fields.size() != 3)
      return "a request has three fields";
    std::optional<Linker> linker = enumeratorNamed<Linker>(fields[0]);
    if (!linker)
      return "no such linker: " + fields[0].str();
    fields[1].split(roots, ',', -1, /*KeepEmpty=*/false);
    fields[2].split(paths, ',', -1, /*KeepEmpty=*/false);
    LinkLine line;
    for (StringRef path : paths) {
      const Contents *archive = byPath.lookup(path);
      if (!archive)
        return "no such library: " + path.str();
      line.archives.push_back(archive);
    }
    for (StringRef root : roots)
      for (const Contents *archive : line.archives)
        if (archive->size() > 0) {
          uint32_t world = set.classes[archive->classes.front()].world;
          if (std::optional<DefinedId> symbol = set.classes.find(root, world))
            line.roots.push_back(*symbol);
          break;
        }
    return textOf(player.play(*linker, line));
  }

private:
  std::string textOf(const LinkResult &result) const {
    static constexpr const char *words[] = {"linked", "undefined", "duplicate"};
    std::string text = words[size_t(result.outcome)];
    if (result.symbol)
      text += " " + set.classes.symbol(*result.symbol).str();
    text += "\t";
    llvm::ListSeparator comma(",");
    for (const Taken &taken : result.taken)
      text += (StringRef(comma) + placeOf(taken)).str();
    text += "\t";
    llvm::ListSeparator otherComma(",");
    for (const Winner &winner : result.winners)
      for (const Taken &taken : result.taken)
        if (taken.object == winner.object) {
          text += (StringRef(otherComma) + set.classes.symbol(winner.symbol) + "=" + placeOf(taken))
                      .str();
          break;
        }
    return text;
  }

  static std::string placeOf(const Taken &taken) {
    return std::to_string(taken.archive) + ":" + std::to_string(taken.member);
  }

  Manifest nothing;
  Pairing pairing;
  Comparison set;
  LinkObjects objects;
  LinkIndex index;
  LinkPlayer player;
  llvm::DenseMap<StringRef, const Contents *> byPath;
};

} // namespace

int main(int argc, char **argv) {
  Expected<Manifest> manifest =
      argc == 2 ? readManifest(argv[1]) : failure("usage: model-links MANIFEST <requests");
  if (!manifest) {
    std::cerr << "model-links: " << llvm::toString(manifest.takeError()) << "\n";
    return 2;
  }
  Answers answers(*manifest);
  for (std::string request; std::getline(std::cin, request);)
    std::cout << answers.to(request) << "\n";
  return std::cout.flush() ? 0 : 2;
}
