// Which objects can meet in one link.
//
// Objects of different formats or machines never do; symbols of one name in them have nothing to do
// with each other. A set of libraries that mixes them is melded per target where libraries hold
// several (AIX archives with 32- and 64-bit objects, universal files), and refused where there is
// nothing that libraries could share.
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// Object format and machine, with one name for machines whose code is linked together.
using LinkTarget = std::pair<StringRef, StringRef>;

/// The target of an object; empty for members that are no objects. `withEc`: whether ARM64EC code
/// is among the libraries, which x86-64 code then goes with.
LinkTarget linkTargetOf(const Object &object, bool withEc);

/// Whether any object of the manifest is ARM64EC code.
bool hasEcCode(const Manifest &manifest);

/// The plain name of a function that an ARM64EC object defines as `definition`, which x86-64 code
/// asks for, where there is one.
std::optional<std::string> ecPlainName(const Object &object, Name definition);

/// An error that names two libraries which have no target in common, not even by way of others; or
/// a universal file and a plain archive.
Error refuseSeparateTargets(const Manifest &manifest);

} // namespace armeld
