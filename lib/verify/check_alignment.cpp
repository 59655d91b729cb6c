// Check `alignment`: members lie where linkers can read them in place.
#include "verify/checks.h"

namespace armeld {

/// Bytes that a linker wants a member's content to be aligned to.
static uint64_t wantedAlignment(const Object &object, bool isForApple) {
  // ar(5) starts every header on an even byte, and LLVM's readers refuse an ELF object that does
  // not. AIX pads a member's name to an even length for the same reason; its loadable modules,
  // which need more, are no static library's members.
  constexpr uint64_t even = 2;
  if (object.format != StringRef("macho") || !isForApple)
    return even;
  // ld64 and its successor map Mach-O objects and read them in place: 8 bytes for 64-bit ones, 4
  // for 32-bit ones.
  for (StringRef narrow : {"i386", "arm", "thumb", "powerpc", "aarch64_32"})
    if (object.machine == narrow)
      return 4;
  return 8;
}

/// Whether some of the libraries were in a format that Apple's linkers read. GNU's format cannot
/// align Mach-O objects, and ld64.lld, which reads it, does without.
static bool wereForApple(const Comparison &set) {
  return llvm::any_of(set.pairing.libraries, [](const Pairing::Pair &pair) {
    return pair.before->format == ArchiveFormat::darwin ||
           pair.before->format == ArchiveFormat::bsd;
  });
}

void checkAlignment(Comparison &set) {
  bool isForApple = wereForApple(set);
  for (const Library *library : set.librariesAfter()) {
    if (library->thin)
      continue; // the content is a file of its own
    const Contents &contents = *set.at(library);
    for (size_t i = 0; i < contents.size(); ++i) {
      Site site{&contents, i};
      uint64_t wanted = wantedAlignment(*set.classes[site.classId()].object, isForApple);
      if (site.member().data_offset % wanted == 0)
        continue;
      set.report(Check::alignment, *library,
                 site.here() + " lies at offset " + Twine(site.member().data_offset) +
                     ", which is no multiple of " + Twine(wanted))
          .member = site.place();
    }
  }
}
} // namespace armeld
