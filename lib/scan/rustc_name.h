// What a member's name says, by the conventions of rustc and of the `cc` crate.
//
// Content decides what is the same object; names are for people, who think in crates. These are the
// forms that occur in real libraries:
//
//   std-HASH.std.HASH-cgu.0.rcgu.o      a codegen unit of a crate
//   liba.a.HASH-cgu.0.rcgu.o            the same, of the library's own crate, without Cargo
//   plugin-HASH.std-HASH.std.HASH-cgu.0.rcgu.o.rcgu.o
//                                       thin LTO: the library in front
//   plugin-HASH.BASE36.rcgu.o           the allocator shim, or a unit of an incremental build
//   plugin-HASH.BASE36.RUN.rcgu.o       the latter since rustc 1.88, with seven characters per run
//   HASH-adler32.o                      a C object that the `cc` crate has compiled
//   adler32.o, adler32.obj              any other object
//
// A HASH is 16 hexadecimal digits in a file's name, and up to 16 in a unit's. Windows libraries
// have the same forms, and import objects besides: kernel32.dll says nothing, kernel32.dllt.o
// counts as an object.
//
// Source: rustc_session::config::OutputFilenames::temp_path_for_cgu, rustc_monomorphize's codegen
// unit names, and the `cc` crate's object names, as seen in libraries of rustc 1.63 to 1.95
// (tests/fixtures/member-names.txt).
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// What `member` says, or nothing where it follows no known form. The parts lie inside `member`.
std::optional<RustcName> parseRustcName(Name member);

} // namespace armeld
