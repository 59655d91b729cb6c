// A meld in shards: the same steps as a script that runs one of them, for engines that run many.
//
// The libraries are divided into shards, one after the other in their order, so that the manifests
// of the shards are, merged, the manifest of all. Each step reads and writes files in the folder
// for documents, and has a result there that says that it is done:
//
//   scan I          before/I.json     for each shard
//   plan            planned           on one host, of all manifests
//   pack I          outputs/I         for each shard; also reads what it wrote, to after/I.json
//   pack workspace  outputs/workspace likewise
//   verify          verified          on one host
//   publish         published         gives the files their names: until then they are in a folder
//                                     of their own
//
// make, GNU parallel and Slurm do the rest: they know the order, and no more than the names of the
// steps.
#pragma once

#include "meld/steps.h"

#include "base/error.h"

#include <boost/describe.hpp>

namespace armeld {

/// What `ar-meld --print` prints. `script`: a shell script that does all; the others are engines
/// that run the steps of shards.
BOOST_DEFINE_ENUM_CLASS(PrintForm, script, make, parallel, slurm)

/// Writes the lists of libraries and the script `steps` to the folder for documents, which must not
/// have those of another meld. There are at least as many libraries as shards.
Error writeShards(const MeldRequest &request, const std::optional<std::string> &toolFolder);

/// What makes the engine run the steps. An error if the engine cannot name the results.
Expected<std::string> shardsText(const MeldRequest &request, PrintForm engine);

} // namespace armeld
