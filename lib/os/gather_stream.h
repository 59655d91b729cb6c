// A stream that writes large pieces from where they are.
//
// An archive consists of small headers between large contents, and the contents are mapped files. A
// buffering stream would copy every content once more and make small writes. This stream copies
// only the headers, remembers where the contents are, and writes many megabytes of both in one
// call.
#pragma once

#include "base/error.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace armeld {

class GatherStream : public llvm::raw_ostream {
public:
  /// Writes to the open file `descriptor`, from its present position on.
  explicit GatherStream(int descriptor);
  /// What was not yet written is lost unless `finish` was called.
  ~GatherStream() override = default;

  /// Promises that `piece`, when it is written as a whole, stays where it is until `finish`.
  void willStay(StringRef piece) { staying.insert(piece.data()); }

  /// From now on nothing is written; further output is discarded.
  void abandon() { abandoned = true; }

  /// Writes the rest. The first error of all writes; the cause only.
  Error finish();

private:
  void write_impl(const char *bytes, size_t size) override;
  uint64_t current_pos() const override { return position; }
  void add(const char *bytes, size_t size);
  void writePending();

  int descriptor;
  std::error_code failure; ///< of the first write that failed
  bool abandoned = false;
  uint64_t position = 0;
  std::string copied; ///< its capacity never changes, so that `pending` can point into it
  std::vector<StringRef> pending;
  size_t pendingBytes = 0;
  llvm::DenseSet<const char *> staying;
};

} // namespace armeld
