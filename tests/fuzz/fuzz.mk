# Fuzzing: included by the Makefile. The targets are built twice: by clang with libFuzzer for `make fuzz`, and
# by the usual compiler with replay.cpp for `make check`.

FUZZ_SECONDS ?= 60
# Targets of tests/fuzz/run, all of them if none is named.
FUZZ_TARGETS ?=
# Where inputs, finds and hours.csv stay, so that each run goes on where the last one ended.
FUZZ_CORPUS ?= $(FUZZ)
FUZZ_PROGRAMS = archive object edit rustc_name documents metadata meld
ifndef FUZZ_CXX
  FUZZ_CXX := $(shell v=40; while [ $$v -ge 19 ] && ! command -v clang++-$$v; do v=$$((v - 1)); done)
endif
FUZZ = $(BUILD)/fuzz
# vptr would want the type information of LLVM's classes, which Debian builds without.
FUZZ_FLAGS = -std=c++20 -O1 -g1 -w -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize=vptr,function \
             -fno-sanitize-recover=undefined -iquote lib $(LLVM_CPPFLAGS) -DARMELD_VERSION='"$(VERSION)"'
# See fuzz.cpp: mapped files get a page behind them that cannot be read.
FUZZ_WRAP = -Wl,--wrap=mmap,--wrap=munmap
# base/keep.cpp is left out: fuzz.cpp has names that can be forgotten.
FUZZ_LIB = $(patsubst lib/%.cpp,$(FUZZ)/lib/%.o,$(filter-out lib/base/keep.cpp,$(LIB_SOURCES)))

$(FUZZ)/lib/%.o: lib/%.cpp Makefile tests/fuzz/fuzz.mk | $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

$(FUZZ)/targets/%.o: tests/fuzz/%.cpp Makefile tests/fuzz/fuzz.mk | $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(FUZZ_FLAGS) -MMD -MP -c -o $@ $<

$(FUZZ)/libfuzzed.a: $(FUZZ_LIB) $(FUZZ)/targets/fuzz.o
	@rm -f $@
	$(AR) rcsD $@ $^

$(FUZZ)/bin/%: $(FUZZ)/targets/%.o $(FUZZ)/libfuzzed.a
	@mkdir -p $(@D)
	$(FUZZ_CXX) -fsanitize=address,undefined,fuzzer -fno-sanitize=vptr,function $(FUZZ_WRAP) -o $@ $^ $(BOOST_LIBS) $(LLVM_LIBS)

# The same with the usual compiler.
REPLAY = $(addprefix $(BUILD)/tests/replay-,$(FUZZ_PROGRAMS))
$(BUILD)/tests/replay-%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/fuzz.o $(BUILD)/libarmeld.a
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) $(FUZZ_WRAP) -o $@ $^ $(BOOST_LIBS) $(LLVM_LIBS)
.PRECIOUS: $(FUZZ)/targets/%.o $(BUILD)/tests/fuzz/%.o

.PHONY: fuzz fuzzers replay
replay: $(REPLAY)

fuzzers: $(addprefix $(FUZZ)/bin/,$(FUZZ_PROGRAMS))

# The compiler that the fuzzers take comes with the test tools, so the build is a make of its own as in `check`.
fuzz: $(CHECK_STAMP) ## feed mutated fixtures to every reader, FUZZ_SECONDS (60) each; FUZZ_CORPUS=DIR goes on from there
	@$(MAKE) --no-print-directory fuzzers all
	@BIN='$(BIN)' FUZZ='$(FUZZ)' FUZZ_CORPUS='$(FUZZ_CORPUS)' tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_TARGETS)
