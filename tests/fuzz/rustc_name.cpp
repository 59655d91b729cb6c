// rustc's member names: any name follows a known form, or none; its parts lie inside it.
#include "scan/rustc_name.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  using namespace armeld;
  fuzz::forgetNames();
  StringRef name = fuzz::guarded(fuzz::text(input, size));
  std::optional<RustcName> said = parseRustcName(name);
  if (!said)
    return 0;
  auto inside = [&](Name part) {
    fuzz::require(part.begin() >= name.begin() && part.end() <= name.end(),
                  "a part lies inside the name");
  };
  inside(said->unit);
  for (const std::optional<Name> &part :
       {said->library, said->crate, said->crate_hash, said->unit_hash})
    if (part)
      inside(*part);
  return 0;
}
