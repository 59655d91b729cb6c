// Errors are values, and gather their context on the way up.
//
// A function that finds a fault names the cause. Each caller that knows a place (the member, the
// file) prepends it with `at`. The tool's main prints the whole line once, after its own name:
//
//   ar-scan: libfoo.a: member 12 'x.o' at 0x4c8: size runs past the end of the file
#pragma once

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>

namespace armeld {

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

/// An error with the cause `cause`.
Error failure(const Twine &cause);

/// An error with the cause that the C library gives for `errnoValue`.
Error systemFailure(int errnoValue);

/// An error with the cause that the system gives for `code`.
Error systemFailure(std::error_code code);

/// `error` with `place` and a colon prepended. Success stays success.
Error at(const Twine &place, Error error);

/// The text of `error`, on one line: line breaks and other control characters in it (a file name
/// may contain them) are escaped.
std::string text(Error error);

/// A printable form of a name: control characters and bytes that are not UTF-8 escaped as \xNN.
std::string shown(StringRef name);

/// "member 12 'x.o'": how all messages name a member. `index` counts from 0.
std::string memberPlace(size_t index, StringRef name);

} // namespace armeld
