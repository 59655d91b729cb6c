// The report: what melding saved, and where the bytes are.
//
// It compares the sizes in two manifests: per library file, in total, and by what the bytes belong
// to, which for Rust is the crate. That shows which crate is still in every library.
#pragma once

#include "documents/pairing.h"
#include "documents/report.h"
#include "documents/sections.h"

namespace armeld {

/// Compares the manifests that `pairing` was made of.
Report compare(const Manifest &before, const Manifest &after, const Pairing &pairing);

/// Adds bytes by kind, of what the sections of both manifests' objects say.
void addKinds(const Manifest &before, const Manifest &after, llvm::ArrayRef<Sections> sections,
              Report &report);

void printText(const Report &report, llvm::raw_ostream &out);
void printMarkdown(const Report &report, llvm::raw_ostream &out);

} // namespace armeld
