// Android's prefab packages (https://google.github.io/prefab, "Package Structure" and "Metadata").
//
//   DIR/prefab.json                                     the package
//   DIR/modules/foo/module.json                         "export_libraries": [":NAME"]
//   DIR/modules/foo/libs/android.arm64-v8a/abi.json     for which ABI, API level, NDK and STL
//   DIR/modules/foo/libs/android.arm64-v8a/libfoo.a
//
// ":NAME" is the module of the workspace library. A library is that of a module if it is in its
// libs, or else if the module has its name. What no plan says is not made up: an abi.json of the
// workspace library is a copy of that of the other libraries.
#include "metadata/metadata.h"
#include "metadata/paths.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <boost/json.hpp>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

void print(const value &json, std::string &text, const std::string &indent) {
  const object *fields = json.if_object();
  const array *elements = json.if_array();
  if (!fields && !elements) {
    text += boost::json::serialize(json);
    return;
  }
  bool isEmpty = fields ? fields->empty() : elements->empty();
  std::string inner = indent + "  ", separator = "\n" + inner;
  text += fields ? "{" : "[";
  if (fields) {
    for (const auto &[key, field] : *fields) {
      text += separator + boost::json::serialize(value(key)) + ": ";
      print(field, text, inner);
      separator = ",\n" + inner;
    }
  } else {
    for (const value &element : *elements) {
      text += separator;
      print(element, text, inner);
      separator = ",\n" + inner;
    }
  }
  text += (isEmpty ? "" : "\n" + indent) + (fields ? "}" : "]");
}

std::string printed(const object &json) {
  std::string text;
  print(json, text, "");
  return text + "\n";
}

Expected<object> readObject(const std::string &file) {
  Expected<std::string> text = readCopy(file);
  if (!text)
    return text.takeError();
  boost::json::error_code code;
  value json = boost::json::parse(*text, code);
  if (code)
    return failure(shown(file) + ": not JSON: " + code.message());
  if (!json.is_object())
    return failure(shown(file) + ": expected an object");
  return std::move(json.get_object());
}

/// The module in whose libs the library is, if it is in one of the package.
std::optional<std::string> moduleAround(const MeldedLibrary &library, StringRef package) {
  StringRef libs = path::parent_path(library.folder), module = path::parent_path(libs);
  if (path::filename(libs) != "libs" || path::parent_path(module) != walked(package, "modules"))
    return std::nullopt;
  return path::filename(module).str();
}

std::string moduleOf(const MeldedLibrary &library, StringRef package) {
  return moduleAround(library, package).value_or(library.name);
}

/// Adds references to a list of a module, unless they are there.
Error addTo(object &fields, const std::vector<std::string> &references) {
  value &list = fields["export_libraries"];
  if (list.is_null())
    list = array();
  if (!list.is_array())
    return failure("/export_libraries: expected a list");
  for (const std::string &reference : references)
    if (!llvm::is_contained(list.get_array(), value(reference)))
      list.get_array().emplace_back(reference);
  return Error::success();
}

/// Makes or changes a module.json, so that users of the library link with `references` behind it.
Error addModule(const MeldedLibrary &library, StringRef package, const std::string &shownPackage,
                const std::vector<std::string> &references, Changes &changes) {
  std::string name = moduleOf(library, package);
  std::string file = shownPackage + "/modules/" + name + "/module.json";
  object module;
  if (fs::exists(file)) {
    Expected<object> present = readObject(file);
    if (!present)
      return present.takeError();
    module = std::move(*present);
  } else {
    module["export_libraries"] = array();
    if (library.file != "lib" + name + ".a")
      module["library_name"] = path::stem(library.file).str();
    module["android"] = object();
  }
  if (Error error = addTo(module, references))
    return at(shown(file), std::move(error));
  // Where it is there, the list for Android counts instead.
  value *android = module.if_contains("android");
  if (android && android->is_object() && android->get_object().contains("export_libraries") &&
      !android->at("export_libraries").is_null())
    if (Error error = addTo(android->get_object(), references))
      return at(shown(file), std::move(error));
  return changes.add(file, printed(module));
}

/// The abi.json beside the workspace library: a copy of that beside another library of its ABI.
Error addAbi(const MeldedSet &set, StringRef package, const std::string &shownPackage,
             Changes &changes) {
  std::optional<std::string> module = moduleAround(set.workspace, package);
  if (!module) {
    changes.warn(shown(set.workspace.path) + ": is not in the package; it belongs in " +
                 shown(shownPackage + "/modules/" + set.workspace.name + "/libs/android.ABI"));
    return Error::success();
  }
  std::string abi = path::filename(set.workspace.folder).str();
  std::string file = shownPackage + "/modules/" + *module + "/libs/" + abi + "/abi.json";
  if (fs::exists(file))
    return Error::success();
  for (const MeldedLibrary &library : set.slimmed) {
    std::string like = walked(library.folder, "abi.json");
    if (path::filename(library.folder) != abi || !fs::exists(like))
      continue;
    Expected<std::string> text = readCopy(like);
    return text ? changes.add(file, std::move(*text)) : text.takeError();
  }
  changes.warn(shown(file) + ": is missing, and there is none beside another library of " +
               shown(abi));
  return Error::success();
}

} // namespace

Error addPrefab(const MeldedSet &set, const LinkFlags &native, StringRef folder, Changes &changes) {
  std::string package = realFolder(folder);
  std::string prefab = folder.str() + "/prefab.json";
  if (fs::exists(prefab)) {
    if (Expected<object> present = readObject(prefab); !present)
      return present.takeError();
  } else {
    object fields;
    fields["schema_version"] = 2;
    fields["name"] = path::filename(package).str();
    fields["dependencies"] = array();
    if (Error error = changes.add(prefab, printed(fields)))
      return error;
  }
  std::vector<std::string> flags;
  for (const LinkFlag &flag : native)
    flags.push_back(flag.text());
  if (Error error = addModule(set.workspace, package, folder.str(), flags, changes))
    return error;
  std::string reference = ":" + moduleOf(set.workspace, package);
  for (const MeldedLibrary &library : set.slimmed)
    if (Error error = addModule(library, package, folder.str(), {reference}, changes))
      return error;
  return addAbi(set, package, folder.str(), changes);
}

} // namespace armeld
