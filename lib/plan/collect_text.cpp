// What gc-plan tells people.
#include "base/enum_names.h"
#include "base/glob.h"
#include "base/names.h"
#include "base/table.h"
#include "plan/causes.h"
#include "plan/collect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

namespace armeld {

namespace {

/// Bytes of one library, or of all sections of one kind.
struct Split {
  uint64_t before = 0;
  uint64_t members = 0;  ///< in members that go
  uint64_t sections = 0; ///< in sections that go
  size_t removed = 0;    ///< members that go

  Table::Row row(std::string label) const {
    return {std::move(label),    humanBytes(before),   std::to_string(removed),
            humanBytes(members), humanBytes(sections), humanBytes(before - members - sections)};
  }
};

uint64_t deadBytes(const Reach &reach, const Reach::ObjectNode &object) {
  uint64_t bytes = 0;
  for (const auto &[section, node] : object.places)
    if (!reach.isLive(node))
      if (const SectionList &list = *reach.listOf(node); list.kind != SectionKind::bss)
        bytes += list.size[reach.rowOf(node)];
  return bytes;
}

/// Says what keeps a node.
class LiveChain {
public:
  LiveChain(const Manifest &manifest, const Reach &reach) : reach(reach) {
    for (const Library &library : manifest.libraries)
      for (size_t m = 0; m < library.members.size(); ++m)
        places.try_emplace(library.members[m].object,
                           shown(library) + ": " + memberPlace(m, library.members[m].name));
  }

  void print(const Reach::ObjectNode &object, std::optional<uint32_t> node,
             llvm::raw_ostream &out) {
    out << (node ? nameOf(*node) : "object") << "\n";
    shownObject = nullptr;
    showObject(object, out);
    if (!object.isAlive || (node && object.sections && !reach.isLive(*node))) {
      out << (object.isTaken ? "  goes: no export reaches it"
                             : "  goes: no export takes its object out of a library");
      if (std::optional<Name> anchor = node ? reach.anchorAt(object, *node) : std::nullopt)
        out << "; a name of it stays, '" << *anchor
            << "', since it takes an object out of its library that matters";
      out << "\n";
      return;
    }
    // A symbol without a section is live with its object.
    bool isOfNode = node && reach.isLive(*node);
    printChain(isOfNode ? reach.causeOf(*node) : object.cause, out);
  }

private:
  void printChain(LiveCause cause, llvm::raw_ostream &out) {
    llvm::DenseSet<uint32_t> seen;
    while (true) {
      out << "  " << reasonOf(cause) << "\n";
      if (cause.from == UINT32_MAX || !seen.insert(cause.from).second)
        return;
      showObject(reach.objectOf(cause.from), out);
      cause = reach.causeOf(cause.from);
    }
  }

  /// Says in which object a chain goes on, where that changes.
  void showObject(const Reach::ObjectNode &object, llvm::raw_ostream &out) {
    if (std::exchange(shownObject, &object) != &object)
      out << "    in " << placeOf(object) << "\n";
  }

  std::string reasonOf(const LiveCause &cause) const {
    std::string from = cause.from == UINT32_MAX ? "its object" : nameOf(cause.from);
    std::string symbol = "'" + readable(cause.symbol) + "'";
    switch (cause.kind) {
    case LiveCause::exported:
      return "is the export " + symbol;
    case LiveCause::bySymbol:
    case LiveCause::bySection:
      return "is used by " + from;
    case LiveCause::together:
      return "goes with " + from;
    case LiveCause::object:
      return "stays with its object (" + spelled(cause.reason) + "), of which " + from + " is live";
    case LiveCause::needed:
      return "is needed as " + symbol + " by an object, though no section of it refers to that; " +
             from + " is live";
    case LiveCause::pulls:
      return "refers to " + symbol + ", which takes an object out of its library that matters";
    case LiveCause::anchored:
      return "defines " + symbol + ", which nothing uses, but which takes it out of its library";
    case LiveCause::kept:
      return "works without a reference (" + spelled(cause.reason) + ")";
    case LiveCause::dead:
      break;
    }
    return "is live";
  }

  std::string nameOf(uint32_t node) const {
    const Reach::ObjectNode &object = reach.objectOf(node);
    if (!object.sections)
      return "an object";
    const SectionList &list = *reach.listOf(node);
    size_t row = reach.rowOf(node);
    uint32_t index = list.index[row];
    Name name = list.name[row];
    for (size_t i = 0; name.empty() && i < object.sections->defined_in.size(); ++i)
      if (object.sections->defined_in[i] == index)
        name = object.facts->defines[i].name;
    return "'" + readable(name) + "' (section " + std::to_string(index) + ", " +
           spelled(list.kind) + ")";
  }

  std::string placeOf(const Reach::ObjectNode &object) const {
    return places.find(*object.digest)->second;
  }

  const Reach &reach;
  const Reach::ObjectNode *shownObject = nullptr;
  llvm::DenseMap<Digest, std::string> places; ///< the first member that holds the object
};

} // namespace

/// What it costs that some objects cannot be divided.
static void printWhole(const Reach &reach, llvm::raw_ostream &out) {
  uint64_t objects = 0, bytes = 0;
  for (const Reach::ObjectNode &object : reach.objects())
    if (object.isAlive && !object.sections && object.facts->kind == Kind::relocatable) {
      ++objects;
      bytes += object.facts->size;
    }
  if (objects > 0)
    out << "\nobjects that stay whole, since armeld does not divide them: " << objects << ", "
        << humanBytes(bytes) << "\n";
}

void explainCollection(const Manifest &manifest, const Reach &reach, llvm::raw_ostream &out) {
  Table table{{"library", "before", "members that go", "bytes", "sections that go", "left"}, {}};
  Split total;
  for (const Library &library : manifest.libraries) {
    Split sum{.before = library.size};
    for (const Member &member : library.members) {
      const Reach::ObjectNode &object = reach.find(member.object);
      if (!object.isAlive && object.facts->kind != Kind::other) {
        ++sum.removed;
        sum.members += member.size;
      } else {
        sum.sections += deadBytes(reach, object);
      }
    }
    table.rows.push_back(sum.row(shown(library)));
    total.before += sum.before;
    total.members += sum.members;
    total.sections += sum.sections;
    total.removed += sum.removed;
  }
  table.rows.push_back(total.row("total"));
  printAligned(table, out);

  std::map<SectionKind, std::pair<uint64_t, uint64_t>> kinds; // all bytes, and live ones
  for (const Reach::ObjectNode &object : reach.objects()) {
    for (const auto &[section, node] : object.places) {
      const SectionList &list = *reach.listOf(node);
      uint64_t size = list.size[reach.rowOf(node)];
      kinds[list.kind].first += size;
      kinds[list.kind].second += reach.isLive(node) ? size : 0;
    }
  }
  Table byKind{{"sections, each object once", "before", "left"}, {}};
  for (const auto &[kind, bytes] : kinds)
    byKind.rows.push_back({spelled(kind), humanBytes(bytes.first), humanBytes(bytes.second)});
  out << "\n";
  printAligned(byKind, out);
  printWhole(reach, out);
}

bool explainLive(const Manifest &manifest, const Reach &reach, Name wanted,
                 llvm::raw_ostream &out) {
  LiveChain chain(manifest, reach);
  bool isFound = false;
  for (const auto &[object, node] : reach.definersOf(wanted)) {
    chain.print(*object, node, out);
    isFound = true;
  }
  llvm::DenseSet<const Reach::ObjectNode *> printed;
  for (const Library &library : manifest.libraries)
    for (const Member &member : library.members) {
      const Reach::ObjectNode &object = reach.find(member.object);
      if ((member.name == wanted || matchesGlob(member.name, wanted)) &&
          printed.insert(&object).second) {
        chain.print(object, std::nullopt, out);
        isFound = true;
      }
    }
  for (const Reach::ObjectNode &object : reach.objects())
    for (const auto &[section, node] : object.places)
      if (reach.listOf(node)->name[reach.rowOf(node)] == wanted) {
        chain.print(object, node, out);
        isFound = true;
      }
  return isFound;
}

} // namespace armeld
