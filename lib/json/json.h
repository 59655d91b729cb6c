// Structs to JSON and back, by description.
//
// Every document is a set of plain structs whose fields Boost.Describe knows. The field types
// decide what the JSON looks like, so that struct and file cannot differ:
//
//   bool, std::optional, Rare list    omitted when false, unset or empty; may be absent
//   everything else                   always written, required
//   Name                              a string; where it is not UTF-8, {"bytes": "66f6"}
//                                     (hexadecimal)
//   Digest                            64 hexadecimal digits
//   enum                              its enumerator's name
//   list of pairs of Digest and T     an object whose keys are digests
//
// Unknown fields are errors, because a typing error in an edited plan must not go unnoticed. Errors
// name the place by a JSON pointer (RFC 6901): "/moves/3/object: expected a digest".
#pragma once

#include "json/pointer.h"
#include "json/reader.h"
#include "json/writer.h"
