// What tools share that read manifests.
#pragma once

#include "cli.h"

#include "documents/manifest_set.h"
#include "os/overwrite.h"

namespace cli {

inline const Option mapOption = {
    0, "map", repeated(text("FROM=TO")),
    "paths in the documents that begin with the folder FROM begin with TO here"};

inline Expected<armeld::PathMap> pathMap(const Values &values) {
  armeld::PathMap map;
  for (const std::string &rule : values.texts("map"))
    if (Error error = map.add(rule))
      return armeld::at("--map", std::move(error));
  return map;
}

/// An error if --output is one of the documents in the folders among `paths`.
inline Error refuseOutputIn(const Values &values, const std::vector<std::string> &paths) {
  Expected<std::vector<std::string>> files = armeld::documentsAt(paths);
  if (!files)
    return files.takeError();
  return armeld::refuseToOverwrite(values.text("output").value_or("-"), *files);
}

/// The manifests at these paths, which may be folders, as one.
inline Expected<armeld::SharedManifest> readManifests(const Values &values,
                                                      const std::vector<std::string> &paths,
                                                      armeld::Progress *progress) {
  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();
  if (Error error = refuseOutputIn(values, paths))
    return error;
  return armeld::readManifests(paths, *map, progress);
}

} // namespace cli
