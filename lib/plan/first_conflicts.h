// Whether libraries define any symbol differently: asked before anything is refined, since most
// sets have no such symbol, and then nothing is to be done.
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// Whether armeld may edit the object in this library. Import stubs, and a workspace library of an
/// earlier run, stay as they are.
bool isEditable(const Library &library, const Object &object);

/// Where symbols of one name meet. Slices of universal files never meet in one link, nor do 32- and
/// 64-bit objects of AIX. On Windows objects for several machines do.
std::string linkWorld(const Library &library, const Object &object);

/// Whether some symbol is defined by two libraries in different objects, by one of them strongly.
bool hasConflicts(const Manifest &manifest);

} // namespace armeld
