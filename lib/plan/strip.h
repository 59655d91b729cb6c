// Stripping: what is in objects beside the program: embedded bitcode, and debug information.
//
// rustc ships std with LLVM bitcode beside the machine code, in sections that no link for ELF or
// COFF reads but a link-time optimisation by rustc itself. Nobody has to know what refers to what
// for that, so a manifest is all that it takes.
#pragma once

#include "documents/plan.h"

namespace armeld {

struct StripRequest {
  bool dropBitcode = false;
  std::vector<std::string> stripDebug; ///< globs of members that lose their debug information ...
  std::vector<std::string> keepDebug;  ///< ... but not those
  std::optional<Compression> compress; ///< what debug information is left
};

/// Makes the plan. Equal objects are edited alike: an object loses its debug information if all
/// members that hold it do. An error names a member whose debug information cannot be compressed.
Expected<Plan> planStrip(const Manifest &manifest, const StripRequest &request);

} // namespace armeld
