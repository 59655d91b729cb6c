#include "verify/comparison.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

namespace armeld {

Classes::Classes(const Manifest &before, const Manifest &after, const StagedObjects &staged)
    : manifests{&before, &after} {
  size_t definitions = 0;
  for (const auto &[digest, object] : before.objects)
    definitions += object.defines.size();
  names.reserve(definitions);
  addObjects();
  for (EquivalenceId id = 0; id < classes.size(); ++id)
    originals.push_back(id);
  for (const auto &[now, was] : staged)
    if (auto changed = of(now), original = of(was); changed && original)
      originals[*changed] = *original;
  addListed(before);
  addListed(after);
}

/// For each object of one manifest, where the other has it.
static std::vector<uint32_t> partnersOf(const Manifest &manifest, const Manifest &other) {
  std::vector<uint32_t> partners(manifest.objects.size(), UINT32_MAX);
  size_t o = 0;
  for (size_t i = 0; i < manifest.objects.size(); ++i) {
    const Digest &digest = manifest.objects[i].first;
    while (o < other.objects.size() && other.objects[o].first < digest)
      ++o;
    if (o < other.objects.size() && other.objects[o].first == digest)
      partners[i] = uint32_t(o);
  }
  return partners;
}

/// An object that one of the manifests could not read is what the other says of it.
void Classes::addObjects() {
  constexpr EquivalenceId none = UINT32_MAX;
  std::array<std::vector<uint32_t>, 2> partners;
  for (size_t side : {0, 1}) {
    ofObject[side].resize(manifests[side]->objects.size(), none);
    partners[side] = partnersOf(*manifests[side], *manifests[1 - side]);
  }
  // In the order of the libraries, in which checks will ask for them.
  for (bool unreadable : {false, true})
    for (size_t side : {0, 1})
      for (const Library &library : manifests[side]->libraries)
        for (const Member &member : library.members) {
          size_t i = manifests[side]->indexOf(member);
          const Object &object = manifests[side]->objects[i].second;
          EquivalenceId &id = ofObject[side][i];
          if (id != none || object.unreadable.has_value() != unreadable)
            continue;
          id = add(object);
          if (uint32_t partner = partners[side][i]; partner != UINT32_MAX)
            ofObject[1 - side][partner] = id;
        }
}

std::optional<EquivalenceId> Classes::of(const Digest &digest) const {
  for (size_t side : {0, 1})
    if (std::optional<size_t> i = manifests[side]->indexOf(digest))
      return ofObject[side][*i];
  return std::nullopt;
}

/// What a table lists for an opaque object is a definition of it, as good as any. An object of
/// which nobody says for which machine it is has it for those of its library, or for all.
void Classes::addListed(const Manifest &manifest) {
  for (const Library &library : manifest.libraries) {
    if (llvm::all_of(library.members, [](const Member &member) { return member.listed.empty(); }))
      continue;
    llvm::SmallSetVector<uint32_t, 2> around;
    for (const Member &member : library.members)
      if (const EquivalenceClass &cls = classes[of(manifest, member)]; cls.object->machine)
        around.insert(cls.world);
    if (around.empty())
      for (uint32_t world = 0; world <= worlds.size(); ++world)
        around.insert(world);
    for (const Member &member : library.members) {
      EquivalenceId id = of(manifest, member);
      for (Name name : member.listed)
        if (classes[id].object->machine)
          addListed(id, name, classes[id].world);
        else
          for (uint32_t world : around)
            addListed(id, name, world);
    }
  }
}

void Classes::addListed(EquivalenceId id, Name name, uint32_t world) {
  DefinedId symbol = idOf(name, world);
  if (!isOpaque(*classes[id].object) || !listedBy.insert({id, symbol}).second)
    return;
  Definition &definition = listed.emplace_back();
  definition.name = name;
  classes[id].provides.push_back({symbol, nullptr, &definition});
}

/// The class of the object, which is new if there is none of its equivalence.
EquivalenceId Classes::add(const Object &object) {
  auto [entry, isNew] =
      byEquivalence.try_emplace(object.equivalence, EquivalenceId(classes.size()));
  EquivalenceId id = entry->second;
  if (!isNew)
    return id;
  EquivalenceClass &added = classes.emplace_back();
  added.object = &object;
  added.world = worldOf(object);
  names.expect(object.defines, added.world, [](const Definition &d) { return d.name; });
  added.provides.reserve(object.defines.size());
  for (const Definition &definition : object.defines) {
    const Digest *content = definition.content ? &*definition.content : nullptr;
    added.provides.push_back({idOf(definition.name, added.world), content, &definition});
    // GNU ld's auto-import of data from DLLs, and function descriptors of 64-bit PowerPC's older
    // ABI. Sources: its manual, "--enable-auto-import"; bfd/elf64-ppc.c.
    StringRef asked = definition.name;
    if (object.format == StringRef("coff") && asked.consume_front("__imp_"))
      added.answers.push_back({added.provides.back().symbol, idOf(asked, added.world)});
    if (object.machine == StringRef("powerpc64"))
      added.answers.push_back(
          {added.provides.back().symbol, idOf(keep(("." + asked).str()), added.world)});
    if (object.format != StringRef("elf") || !definition.name.contains('@'))
      continue;
    // foo@@V is the default version of foo: it also answers who asks for foo@V or just foo.
    // Source: the GNU linker's manual, "VERSION Command".
    auto [base, version] = definition.name.split("@@");
    if (version.empty())
      continue;
    added.provides.push_back({idOf(base, added.world), content, &definition});
    added.provides.push_back(
        {idOf(keep((base + "@" + version).str()), added.world), content, &definition});
  }
  return id;
}

/// AIX archives hold 32- and 64-bit objects side by side, which define the same names for
/// different links. Windows is the other way round: ARM64EC, ARM64X and x64 objects are for
/// different machines and are linked together.
uint32_t Classes::worldOf(const Object &object) {
  if (object.format == StringRef("coff") || !object.machine)
    return 0;
  StringRef machine = *object.machine;
  if (machine.consume_front("thumb")) // so bitcode calls the machine that objects call arm
    machine = keep(("arm" + machine).str());
  return worlds.try_emplace(machine, uint32_t(worlds.size() + 1)).first->second;
}

Comparison::Comparison(const Manifest &before, const Manifest &after, const Pairing &pairing,
                       const StagedObjects &staged)
    : pairing(pairing), classes(before, after, staged) {
  for (const Manifest *manifest : {&before, &after}) {
    for (const Library &library : manifest->libraries) {
      Contents &opened = contents[&library];
      opened.library = &library;
      opened.number = uint32_t(contents.size() - 1);
      opened.isAfter = manifest == &after;
      opened.classes.reserve(library.members.size());
      for (const Member &member : library.members)
        opened.classes.push_back(classes.of(*manifest, member));
    }
  }
  byNumber.resize(contents.size());
  for (const auto &[library, opened] : contents)
    byNumber[opened.number] = &opened;
}

std::vector<const Library *> Comparison::librariesAfter() const {
  std::vector<const Library *> all;
  for (const Pairing::Pair &pair : pairing.libraries)
    if (pair.after)
      all.push_back(pair.after);
  all.insert(all.end(), pairing.workspace.begin(), pairing.workspace.end());
  return all;
}

std::vector<Pairing::Pair> Comparison::allPairs() const {
  std::vector<Pairing::Pair> all = pairing.libraries;
  for (const Library *old : pairing.workspaceBefore)
    all.push_back({old, nullptr});
  return all;
}

std::vector<const Library *> Comparison::workspaces() const {
  std::vector<const Library *> all = pairing.workspace;
  all.push_back(nullptr);
  return all;
}

Finding &Comparison::report(Check check, const Library &library, const Twine &text) {
  Finding &finding = verdict.findings.emplace_back();
  finding.check = check;
  finding.library = library.path;
  finding.slice = library.slice;
  finding.text = keep(text.str());
  return finding;
}

std::string symbolText(Name first, uint64_t more) {
  std::string text = "'" + shown(first) + "'";
  if (more > 0)
    text += " (and " + std::to_string(more) + " more)";
  return text;
}

void addSymbols(Finding &finding, Name first, uint64_t more) {
  finding.symbol = first;
  if (more > 0)
    finding.more = more;
}
} // namespace armeld
