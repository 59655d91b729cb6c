// What tools share that read manifests.
#pragma once

#include "cli.h"

#include "documents/manifest.h"

namespace cli {

/// The manifests at these paths as one.
inline Expected<armeld::Manifest> readManifests(const std::vector<std::string> &paths,
                                                armeld::Progress *progress) {
  std::vector<armeld::Manifest> manifests;
  for (const std::string &path : paths) {
    Expected<armeld::Manifest> manifest = armeld::readManifest(path, progress);
    if (!manifest)
      return manifest.takeError();
    manifests.push_back(std::move(*manifest));
  }
  return armeld::merge(std::move(manifests));
}

} // namespace cli
