// Files of build systems: any text is refused or changed, and a second run changes nothing.
#include "metadata/metadata.h"
#include "fuzz.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace armeld;

static void write(const std::string &file, StringRef text) {
  std::error_code code;
  llvm::raw_fd_ostream(file, code) << text;
  fuzz::require(!code, "the file is written");
}

/// Whether `after` is `before` with insertions only, which stand first if there is a choice.
static bool onlyGrew(StringRef before, StringRef after) {
  for (; !after.empty() && !before.empty(); after = after.drop_front())
    if (after.front() == before.front())
      before = before.drop_front();
  return before.empty();
}

/// Tells a build system whose file holds `text`, and again.
static void tellTwice(StringRef text, const std::string &file,
                      llvm::function_ref<Error(Changes &)> tell) {
  write(file, text);
  Changes first, second;
  if (Error error = tell(first))
    return llvm::consumeError(std::move(error));
  for (const Change &change : first.all())
    if (change.path == file && !StringRef(text).contains("win") && !text.contains("link-metadata"))
      fuzz::require(onlyGrew(text, change.content), "what was there stays");
  fuzz::require(!first.write(), "the files are written");
  fuzz::require(!tell(second), "what was written can be read");
  fuzz::require(second.all().empty(), "a second run changes nothing");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  fuzz::forgetNames();
  StringRef text = fuzz::guarded(fuzz::text(input, size));
  static const std::string folder = fuzz::folder();
  for (const char *inner : {"", "/pc", "/la"})
    llvm::sys::fs::create_directories(folder + inner);
  for (const char *own : {"/pc/ws.pc", "/libws.la"})
    llvm::sys::fs::remove(folder + own);
  MeldedSet set;
  set.workspace = {folder + "/libws.a", folder, "libws.a", "ws"};
  set.slimmed = {{folder + "/lib/libfoo.a", folder + "/lib", "libfoo.a", "foo"}};

  LinkFlags flags;
  if (Expected<LinkFlags> read = readNativeLibs(fuzz::fileOf(text))) {
    flags = putRight(*read, folder);
    fuzz::require(putRight(flags, folder) == flags, "what is right stays");
    LinkFlags twice = flags;
    if (Error error = mergeInto(twice, flags))
      llvm::consumeError(std::move(error));
    fuzz::require(twice == flags, "a list adds nothing to itself");
  } else {
    llvm::consumeError(read.takeError());
  }
  tellTwice(text, folder + "/pc/foo.pc",
            [&](Changes &changes) { return addPkgConfig(set, flags, {folder + "/pc"}, changes); });
  tellTwice(text, folder + "/la/libfoo.la",
            [&](Changes &changes) { return addLibtool(set, {}, {folder + "/la"}, changes); });
  tellTwice(text, folder + "/module.modulemap", [&](Changes &changes) {
    return addModuleMap(set, folder + "/module.modulemap", changes);
  });
  return 0;
}
