# armeld's Makefile: `make help` lists the goals.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
VERSION := 0.1.0

# The newest LLVM that is installed, 19 or later: bitcode can only be read by an LLVM as new as its writer.
LLVM_CONFIG ?= $(firstword $(foreach v,29 28 27 26 25 24 23 22 21 20 19,$(shell command -v llvm-config-$(v) 2>/dev/null)))
LLVM_CPPFLAGS = -isystem $(shell $(LLVM_CONFIG) --includedir)
LLVM_LIBS = $(shell $(LLVM_CONFIG) --link-static --ldflags --libs object support) \
            -Wl,--as-needed $(shell $(LLVM_CONFIG) --link-static --system-libs)
BOOST_LIBS = -Wl,-Bstatic -lboost_program_options -lboost_json -Wl,-Bdynamic

CXX ?= g++
OPT ?= -O2 -g1
WARNINGS = -Wall -Wextra -Werror
# The distribution's hardening; tests/hardening.bats holds it.
HARDENING = -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
ifeq ($(SANITIZE),1)
  HARDENING = -fPIE -fsanitize=address,undefined -fno-sanitize-recover=undefined
  BUILD := build/sanitize
endif
CXXFLAGS_ALL = -std=c++20 $(OPT) $(WARNINGS) $(HARDENING) -iquote lib $(LLVM_CPPFLAGS) \
               -DARMELD_VERSION='"$(VERSION)"' $(CPPFLAGS) $(CXXFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(filter -fsanitize%,$(HARDENING)) -Wl,--gc-sections $(LDFLAGS)

LIB_OBJECTS = $(patsubst lib/%.cpp,$(BUILD)/lib/%.o,$(wildcard lib/*.cpp))
CLI_OBJECT = $(BUILD)/tools/cli.o
TOOLS = $(patsubst tools/%.cpp,%,$(filter-out tools/cli.cpp,$(wildcard tools/*.cpp)))
SCRIPTS = $(filter-out %.cpp %.h,$(notdir $(wildcard tools/*)))
BIN = $(BUILD)/bin

.PHONY: all
all: $(addprefix $(BIN)/,$(TOOLS) $(SCRIPTS)) ## build the tools into build/bin

.PHONY: help
help: ## list the goals
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST)

# What compiling needs is installed by the first goal that wants to compile.
DEPS_STAMP = $(BUILD)/.deps-build
$(DEPS_STAMP): .ci/deps
	@.ci/deps build
	@mkdir -p $(@D) && touch $@

$(BUILD)/%.o: %.cpp Makefile | $(DEPS_STAMP)
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS_ALL) -ffunction-sections -fdata-sections -MMD -MP -c -o $@ $<

$(BUILD)/libarmeld.a: $(LIB_OBJECTS)
	@rm -f $@
	$(AR) rcsD $@ $^

$(BIN)/%: $(BUILD)/tools/%.o $(CLI_OBJECT) $(BUILD)/libarmeld.a
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS_ALL) -o $@ $^ $(BOOST_LIBS) $(LLVM_LIBS)

$(BIN)/%: tools/%
	@mkdir -p $(@D)
	install -m 755 $< $@

.PHONY: demo
demo: ## meld four real Rust libraries, link a program against them before and after, and compare
	@.ci/deps demo
	@$(MAKE) --no-print-directory all
	@tests/demo/run $(BIN) $(BUILD)/demo

.PHONY: corpus check-corpus
corpus: ## build the corpus, real plugins in four variants, into build/corpus (takes long, needs crates.io)
	@.ci/deps demo
	@bench/corpus/build

.PHONY: corpus-platforms check-platforms
corpus-platforms: ## build plugins and Rust's std for Windows, Apple and Android, into build/corpus/TARGET
	@.ci/deps platforms
	@bench/corpus/platforms

check-platforms: all ## run fixtures in wine, meld what `make corpus-platforms` built, and compare
	@.ci/deps platforms
	@CHECK_PLATFORMS=1 bats tests/fixtures.bats
	@BIN=$(BIN) bench/corpus/check-platforms

check-corpus: all ## meld the corpus that `make corpus` built, and compare what its programs print
	@BIN=$(BIN) bench/corpus/check

-include $(shell find $(BUILD)/lib $(BUILD)/tools $(BUILD)/tests -name '*.d' 2>/dev/null)
