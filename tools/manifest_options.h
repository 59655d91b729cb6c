// What tools share that read manifests.
#pragma once

#include "cli.h"

#include "documents/manifest.h"

namespace cli {

/// The manifests at these paths as one.
inline Expected<armeld::SharedManifest> readManifests(const std::vector<std::string> &paths,
                                                      armeld::Progress *progress) {
  std::vector<armeld::SharedManifest> manifests;
  for (const std::string &path : paths) {
    Expected<armeld::SharedManifest> manifest = armeld::receiveManifest(path, progress);
    if (!manifest)
      return manifest.takeError();
    manifests.push_back(std::move(*manifest));
  }
  return armeld::merge(manifests);
}

} // namespace cli
