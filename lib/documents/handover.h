// Documents that one step of this process hands to later ones.
//
// ar-meld runs its steps in one process. Between them a document is worth more as it is than as
// JSON: to print and parse the manifests and plans of a set takes as long as to plan. So a process
// may say which documents its steps hand on; writers and readers of documents ask here first, and
// do not notice the difference.
#pragma once

#include "os/output_file.h"

#include <memory>

namespace armeld {

/// From here on the document at `path` is handed on in this process. `isFile`: it is written to
/// that file as well. Not to be called while a step runs.
void handOn(StringRef path, bool isFile);

namespace handover {
/// What is to happen with the document at `path`.
struct Ways {
  bool isHandedOn = false;
  bool isFile = true;
};
Ways waysOf(StringRef path);
void put(StringRef path, std::shared_ptr<const void> document);
/// Null where there is none.
std::shared_ptr<const void> get(StringRef path);
} // namespace handover

/// Writes the document to the file at `path` ("-": standard output), hands it on, or both.
template <class Document> Error deliver(StringRef path, Document document) {
  handover::Ways ways = handover::waysOf(path);
  if (ways.isFile)
    if (Error error = writeDocument(path, [&](auto &out) { print(document, out); }))
      return error;
  if (ways.isHandedOn)
    handover::put(path, std::make_shared<const Document>(std::move(document)));
  return Error::success();
}

/// The document at `path` if a step of this process has handed it on, else null. There is one
/// document at a path, so that the reader knows its type.
template <class Document> std::shared_ptr<const Document> handedOn(StringRef path) {
  return std::static_pointer_cast<const Document>(handover::get(path));
}

} // namespace armeld
