// The commands of the tools, one a file. Each tool's main runs its own (tools/main.cpp), and
// ar-meld runs those of the others.
#pragma once

#include "cli.h"

namespace cli {

Command arExtract();
Command arMeld();
Command arPack();
Command arScan();
Command dedupPlan();
Command gcPlan();
Command isolatePlan();
Command linkMetadata();
Command meldLock();
Command meldReport();
Command meldVerify();
Command stripPlan();
Command symtabUpdate();

} // namespace cli
