#include "scan/cargo_messages.h"

#include "os/files.h"
#include "os/text_file.h"

#include "llvm/ADT/StringSet.h"

#include <boost/json.hpp>

namespace armeld {

static bool contains(const boost::json::value *list, const char *text) {
  const boost::json::array *array = list ? list->if_array() : nullptr;
  return array && llvm::any_of(*array, [&](const boost::json::value &element) {
           return element.is_string() && element.get_string() == text;
         });
}

static bool hasReason(const boost::json::object &message, const char *reason) {
  const boost::json::value *given = message.if_contains("reason");
  return given && *given == reason;
}

/// Whether the message says that the build has failed. What an earlier build left may be there all
/// the same.
static bool saysFailure(const boost::json::object &message) {
  const boost::json::value *success = message.if_contains("success");
  return hasReason(message, "build-finished") && success && success->is_bool() &&
         !success->get_bool();
}

/// Adds the library files of the message to `files`. A message without them adds nothing.
static void addStaticlibs(const boost::json::object &message, std::vector<std::string> &files) {
  if (!hasReason(message, "compiler-artifact"))
    return;
  const boost::json::value *target = message.if_contains("target");
  const boost::json::object *fields = target ? target->if_object() : nullptr;
  if (!fields || !contains(fields->if_contains("crate_types"), "staticlib"))
    return;
  const boost::json::value *names = message.if_contains("filenames");
  const boost::json::array *list = names ? names->if_array() : nullptr;
  if (!list)
    return;
  for (const boost::json::value &name : *list) {
    if (!name.is_string())
      continue;
    // A target of several crate types has several files. On Windows a staticlib is a .lib, and a
    // cdylib has an import library X.dll.lib.
    StringRef file(name.get_string().data(), name.get_string().size());
    if (file.ends_with(".a") ? !file.ends_with(".dll.a")
                             : file.ends_with(".lib") && !file.ends_with(".dll.lib"))
      files.push_back(pathFromUser(file.str()));
  }
}

Expected<std::vector<std::string>> readCargoMessages(StringRef path) {
  Expected<TextFile> messages = readAll(path);
  if (!messages)
    return messages.takeError();
  std::vector<std::string> files;
  size_t lineNumber = 0;
  for (StringRef rest = messages->text; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    ++lineNumber;
    // The output of a program that `cargo run` has started may come between the messages.
    if (!line.ltrim().starts_with("{"))
      continue;
    boost::json::error_code code;
    boost::json::value message = boost::json::parse({line.data(), line.size()}, code);
    if (code)
      return failure(messages->name + ": line " + Twine(lineNumber) +
                     ": not JSON: " + code.message());
    if (saysFailure(message.get_object()))
      return failure(messages->name + ": line " + Twine(lineNumber) + ": the Cargo build failed");
    addStaticlibs(message.get_object(), files);
  }
  llvm::StringSet<> seen;
  llvm::erase_if(files, [&](const std::string &file) { return !seen.insert(file).second; });
  if (files.empty())
    return failure(messages->name + ": names no static library (crate-type = [\"staticlib\"])");
  return files;
}

} // namespace armeld
