# armeld's Makefile: `make help` lists the goals.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
VERSION := 0.1.0

# As many jobs as cores for every goal, unless the caller says how many; but what is built after a `clean` waits for it.
ifeq ($(MAKELEVEL),0)
  MAKEFLAGS += -j$(shell nproc)
endif
ifneq ($(filter clean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

CXX ?= g++

# What the programs are built for, by the compiler's own word
MACHINE := $(shell $(CXX) -dumpmachine 2>/dev/null)
WINDOWS := $(findstring mingw,$(MACHINE))

# The newest LLVM that is installed, 19 or later: bitcode can only be read by an LLVM as new as its writer.
ifndef LLVM_CONFIG
  LLVM_CONFIG := $(shell v=40; while [ $$v -ge 19 ] && ! command -v llvm-config-$$v; do v=$$((v - 1)); done; \
                   [ $$v -ge 19 ] || command -v llvm-config)
endif
ifneq ($(LLVM_CONFIG),)
  LLVM_VERSION := $(shell $(LLVM_CONFIG) --version)
  LLVM_CPPFLAGS := -isystem $(shell $(LLVM_CONFIG) --includedir)
endif
LLVM_LIBS = $(shell $(LLVM_CONFIG) --link-static --ldflags --libs object support) \
            -Wl,--as-needed $(shell $(LLVM_CONFIG) --link-static --system-libs)
# Of the system's libraries, those that the tools' part of LLVM needs.
STATIC_LLVM_LIBS = $(shell $(LLVM_CONFIG) --link-static --ldflags --libs object support) \
                   $(filter -lrt -ldl -lm -lz -lzstd -lpthread,$(shell $(LLVM_CONFIG) --link-static --system-libs))
BOOST_LIBS = -Wl,-Bstatic -lboost_program_options -lboost_json -Wl,-Bdynamic

OPT ?= $(if $(filter 1,$(SANITIZE)),-O1,-O2) -g1
# libstdc++'s std::stable_sort uses a function that it deprecates itself, of which Clang warns.
# Warnings are errors only in CI (CI=true or WERROR=1): another compiler may have warnings of its own.
WARNINGS = -Wall -Wextra $(if $(filter true 1,$(CI) $(WERROR)),-Werror) \
           $(if $(findstring clang,$(CXX)),-Wno-deprecated-declarations)
# The distribution's hardening; tests/hardening.bats holds it.
HARDENING = -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
ifeq ($(SANITIZE),1)
  HARDENING = -fPIE -fsanitize=address,undefined -fno-sanitize-recover=undefined
  BUILD := build/sanitize
  # GCC warns of what cannot be where sanitizers have changed the code; the plain build is the strict one.
  WARNINGS := -Wall -Wextra -Wno-array-bounds -Wno-stringop-overflow -Wno-maybe-uninitialized
  # LLVM was compiled without sanitizers and shares containers with our code, so ours may not poison them. The
  # tools leave their memory to the system when they end. LLVM gives each thread a stack for signals.
  export ASAN_OPTIONS = detect_leaks=0:allow_user_poisoning=0:use_sigaltstack=0
  export SANITIZE
endif
LINKING = -pie -Wl,-z,relro,-z,now -Wl,--gc-sections

# For Windows, `make windows` calls this Makefile with its compiler and a BUILD of its own, which has the libraries in deps/.
ifneq ($(WINDOWS),)
  EXE = .exe
  AR = $(MACHINE)-ar
  LLVM_VERSION := $(shell sed -n 2p $(BUILD)/deps/versions 2>/dev/null)
  LLVM_CPPFLAGS = -isystem $(BUILD)/deps/include
  # No order of LLVM's libraries has to be known.
  LLVM_LIBS = -L$(BUILD)/deps/lib -Wl,--start-group $(patsubst $(BUILD)/deps/lib/lib%.a,-l%,$(wildcard $(BUILD)/deps/lib/libLLVM*.a)) -Wl,--end-group \
              -lzstd -lz -lpsapi -lshell32 -lole32 -luuid -ladvapi32 -lws2_32 -lntdll
  BOOST_LIBS = -L$(BUILD)/deps/lib -lboost_program_options -lboost_json
  # An object of a large source file has more than the 65,279 sections that a plain COFF object can have.
  HARDENING = -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wa,-mbig-obj
  LINKING = -static -fstack-protector-strong -Wl,--dynamicbase,--nxcompat,--high-entropy-va,--no-insert-timestamp,--stack,8388608 -Wl,--gc-sections
  CPPFLAGS_SYSTEM = -DNOMINMAX -DWIN32_LEAN_AND_MEAN -D_WIN32_WINNT=0x0A00
endif

# Apple's linker has options of its own.
ifneq ($(findstring darwin,$(MACHINE)),)
  LINKING = -Wl,-dead_strip
  LLVM_LIBS = $(shell $(LLVM_CONFIG) --link-static --ldflags --libs object support --system-libs)
  BOOST_LIBS = -lboost_program_options -lboost_json
endif

CXXFLAGS_ALL = -std=c++20 $(OPT) $(WARNINGS) $(HARDENING) -iquote lib $(LLVM_CPPFLAGS) \
               -DARMELD_VERSION='"$(VERSION)"' $(CPPFLAGS_SYSTEM) $(CPPFLAGS) $(CXXFLAGS)
LDFLAGS_ALL = $(LINKING) $(filter -fsanitize%,$(HARDENING)) $(LDFLAGS)

# The files of lib/os/ whose names say a kind of system. Linux and macOS take from portable_*.cpp, which are for any other Unix, what they
# have no file of their own for.
OS_FORM ?= $(if $(WINDOWS),windows,$(if $(findstring darwin,$(MACHINE)),macos,$(if $(findstring linux,$(MACHINE)),linux,portable)))
os_files = $(wildcard lib/os/$(1)_*.cpp)
OS_FILES = $(call os_files,$(OS_FORM)) $(if $(filter-out windows,$(OS_FORM)),$(call os_files,posix) \
             $(filter-out $(subst /$(OS_FORM)_,/portable_,$(call os_files,$(OS_FORM))),$(call os_files,portable)))
NOT_HERE = $(filter-out $(OS_FILES),$(foreach form,posix linux macos portable windows,$(call os_files,$(form))))
LIB_SOURCES = $(filter-out $(NOT_HERE),$(wildcard lib/*/*.cpp))
LIB_OBJECTS = $(patsubst lib/%.cpp,$(BUILD)/lib/%.o,$(LIB_SOURCES))
CLI_OBJECTS = $(patsubst tools/%.cpp,$(BUILD)/tools/%.o,$(wildcard tools/cli*.cpp))
TOOLS = $(patsubst tools/%.cpp,%,$(wildcard tools/*-*.cpp))
BIN = $(BUILD)/bin
STATIC_BIN = $(BUILD)/static/bin

# Completions of bash, zsh and fish: each tool prints its own.
COMPLETIONS = $(BUILD)/completions
COMPLETION_FILES = $(if $(WINDOWS),,$(ALL_COMPLETIONS))
ALL_COMPLETIONS = $(addprefix $(COMPLETIONS)/bash/,$(TOOLS)) $(addprefix $(COMPLETIONS)/zsh/_,$(TOOLS)) \
                  $(patsubst %,$(COMPLETIONS)/fish/%.fish,$(TOOLS))

.PHONY: all
all: $(patsubst %,$(BIN)/%$(EXE),$(TOOLS)) $(COMPLETION_FILES) ## build the tools into build/bin

.PHONY: help
help: ## list the goals
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST)

.PHONY: deps
deps: ## install the Debian packages that building needs; FOR=check, demo, bench, platforms, gstreamer, cpp, windows, libcxx, package or packages: those of that goal
	@.ci/deps $(or $(FOR),build)

# Changes when compiler, LLVM or options do, and with it everything is compiled anew. Before that, what is missing for
# compiling is named; `make deps` installs it.
FLAGS_STAMP = $(BUILD)/.flags
$(FLAGS_STAMP): FORCE
	@flags='$(subst ','\'',$(CXX) $(CXXFLAGS_ALL) $(LDFLAGS_ALL) $(LLVM_VERSION))'; \
	[ "$$(cat $@ 2>/dev/null)" = "$$flags" ] || { \
	  CXX='$(CXX)' LLVM_CONFIG='$(LLVM_CONFIG)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' $(if $(WINDOWS),true,.ci/deps --check build) && \
	  mkdir -p $(@D) && printf '%s\n' "$$flags" >$@; }
.PHONY: FORCE

# One short line a command; `make V=1` prints the commands.
ifneq ($(V),1)
  quietly = @printf '%-5s %s\n' '$(1)' '$(2)' &&
endif

# --version names the commit, or that in the file COMMIT, which `make dist` leaves where there is no repository.
COMMIT := $(shell if [ -e .git ]; then git rev-parse --short=10 HEAD; else cat COMMIT; fi 2>/dev/null)
COMMIT_STAMP = $(BUILD)/.commit
$(COMMIT_STAMP): FORCE
	@mkdir -p $(@D) && { [ "$$(cat $@ 2>/dev/null)" = '$(COMMIT)' ] || printf '%s\n' '$(COMMIT)' >$@; }
$(BUILD)/tools/cli.o: $(COMMIT_STAMP)
$(BUILD)/tools/cli.o: private CXXFLAGS += -DARMELD_COMMIT='"$(COMMIT)"'

compile = $(call quietly,CXX,$<) $(CXX) $(CXXFLAGS_ALL) -ffunction-sections -fdata-sections -MMD -MP -c -o $@ $<
$(BUILD)/%.o: %.cpp $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(compile)

# Of ar-scan it is the function arScan that does what the tool does.
$(BUILD)/tools/%.main.o: tools/main.cpp $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(compile) -DCOMMAND=$$(echo $* | sed 's/-\(.\)/\u\1/g')

# ar-meld runs the commands of the others.
TOOL_PARTS = $(BUILD)/tools/%.main.o $(BUILD)/tools/%.o $(CLI_OBJECTS) $(BUILD)/libarmeld.a
$(BIN)/ar-meld$(EXE) $(STATIC_BIN)/ar-meld: $(BUILD)/tools/joint_steps.o $(patsubst %,$(BUILD)/tools/%.o,$(filter-out ar-extract ar-meld meld-lock meld-report,$(TOOLS)))

# The page of `meld-report --format html` becomes part of the program: each of its files is a string there.
PAGE = html css js chart
PAGE_FILES = lib/report/page/page.html lib/report/page/page.css lib/report/page/page.js lib/report/page/chart.js
$(BUILD)/lib/report/page_files.cpp: $(PAGE_FILES) Makefile
	@mkdir -p $(@D)
	$(call quietly,GEN,$@) { printf '#include "report/page_files.h"\n' && set -- $(PAGE) && for file in $(PAGE_FILES); do \
	  printf 'const llvm::StringLiteral armeld::page::%s(R"armeld(' $$1 && cat $$file && printf ')armeld");\n' && shift || exit; \
	done; } >$@ || { rm -f $@ && false; }

$(BUILD)/lib/report/page_files.o: $(BUILD)/lib/report/page_files.cpp $(FLAGS_STAMP)
	$(call quietly,CXX,$<) $(CXX) $(CXXFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/libarmeld.a: $(LIB_OBJECTS) $(BUILD)/lib/report/page_files.o
	@rm -f $@
	$(call quietly,AR,$@) $(AR) rcsD $@ $^

$(BIN)/%$(EXE): $(TOOL_PARTS)
	@mkdir -p $(@D)
	$(call quietly,LINK,$@) $(CXX) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(BUILD)/libarmeld.a $(BOOST_LIBS) $(LLVM_LIBS)

# The same without any shared library, for `make dist`.
$(STATIC_BIN)/%: $(TOOL_PARTS)
	@mkdir -p $(@D)
	$(call quietly,LINK,$@) $(CXX) $(filter-out -pie,$(LDFLAGS_ALL)) -static-pie -o $@ $(filter %.o,$^) $(BUILD)/libarmeld.a $(filter -l%,$(BOOST_LIBS)) $(STATIC_LLVM_LIBS)

# One rule a shell: $(1) is the shell, $(2) the pattern of its file names.
define completion
$(COMPLETIONS)/$(1)/$(2): $(BIN)/%
	@mkdir -p $$(@D)
	$$(call quietly,COMPL,$$@) $$< --completions $(1) >$$@ || { rm -f $$@ && false; }
endef
$(eval $(call completion,bash,%))
$(eval $(call completion,zsh,_%))
$(eval $(call completion,fish,%.fish))

# The compiler with threads of POSIX: the other has no std::thread.
WINDOWS_CXX ?= x86_64-w64-mingw32-g++-posix
FOR_WINDOWS = CXX='$(strip $(filter ccache,$(CXX)) $(WINDOWS_CXX))' BUILD='$(BUILD)/windows'
.PHONY: windows
windows: ## cross-compile the tools for Windows into build/windows/bin; the first time, libraries take half an hour
	@.ci/deps windows
	@LLVM_CONFIG='$(LLVM_CONFIG)' JOBS='$(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS)))' .ci/windows-libraries $(BUILD)/windows/deps
	@$(MAKE) --no-print-directory all $(FOR_WINDOWS)

# Objects are kept, also those that make finds by a chain of rules.
.SECONDARY:

# ---- tests ----

UNIT_OBJECTS = $(patsubst tests/unit/%.cpp,$(BUILD)/tests/unit/%.o,$(wildcard tests/unit/*.cpp))
UNIT_TESTS = $(BUILD)/tests/unit-tests
$(UNIT_TESTS): $(UNIT_OBJECTS) $(CLI_OBJECTS) $(BUILD)/libarmeld.a
	$(call quietly,LINK,$@) $(CXX) $(LDFLAGS_ALL) -o $@ $^ -Wl,-Bstatic -lgtest -Wl,-Bdynamic $(BOOST_LIBS) $(LLVM_LIBS)

# What the model of the linkers says, for tests that hold it against the linkers.
MODEL_LINKS = $(BUILD)/tests/model-links
$(MODEL_LINKS): $(BUILD)/tests/model/model-links.o $(BUILD)/libarmeld.a
	$(call quietly,LINK,$@) $(CXX) $(LDFLAGS_ALL) -o $@ $^ $(BOOST_LIBS) $(LLVM_LIBS)

# Edits objects, for edits.bats.
EDIT_OBJECT = $(BUILD)/tests/edit-object
$(EDIT_OBJECT): $(BUILD)/tests/edit/edit-object.o $(BUILD)/libarmeld.a
	$(call quietly,LINK,$@) $(CXX) $(LDFLAGS_ALL) -o $@ $^ $(BOOST_LIBS) $(LLVM_LIBS)

CHECK_STAMP = $(BUILD)/.deps-check
$(CHECK_STAMP): .ci/deps
	@.ci/deps check
	@mkdir -p $(@D) && touch $@

# `make check-platforms` runs emulated.bats. With sanitizers a build has other flags than hardening.bats expects, and the
# other files preload a library into the tools, count their instructions, or run them hundreds of times under strace.
NOT_CHECKED = tests/emulated.bats \
              $(if $(filter 1,$(SANITIZE)),$(addprefix tests/,hardening.bats instructions.bats random.bats random-gc.bats csmith.bats isolation.bats models.bats faults.bats faults-pack.bats))

.PHONY: check test
test: check ## the same as check
# The build is a make of its own, so that it sees the compiler and the LLVM that were just installed.
check: $(CHECK_STAMP) ## run all tests; TESTS='tests/ar-scan.bats' runs only those
	@$(MAKE) --no-print-directory all $(UNIT_TESTS) $(MODEL_LINKS) $(EDIT_OBJECT) $(BUILD)/bench/generate-libraries $(REPLAY)
	@ARMELD_BIN='$(abspath $(BIN))' UNIT_TESTS='$(abspath $(UNIT_TESTS))' tests/run $(BUILD)/check \
	    $(or $(TESTS),'$(UNIT_TESTS)' $(filter-out $(NOT_CHECKED),$(wildcard tests/*.bats)))

# Tests of files and processes, of which the system makes a difference
PORTABLE_TESTS = $(patsubst %,tests/%.bats,in-place put-in-place ar-meld-run ar-meld ar-meld-shards ar-pack ar-extract symtab-update hostile progress)
.PHONY: check-portable
check-portable: ## run tests of files and processes with what any Unix has: nothing that only Linux has
	@$(MAKE) --no-print-directory check BUILD='$(BUILD)/portable' OS_FORM=portable TESTS='$(PORTABLE_TESTS)'

# macOS has Clang and libc++. Nothing is linked: Debian's LLVM and Boost are for libstdc++.
LIBCXX = $(patsubst %,$(BUILD)/libcxx/%.checked,$(LIB_SOURCES) $(wildcard tools/*.cpp tests/unit/*.cpp))
$(BUILD)/libcxx/%.checked: CXX = clang++-19 -stdlib=libc++
$(BUILD)/libcxx/tools/main.cpp.checked: CPPFLAGS += -DCOMMAND=arScan
$(BUILD)/libcxx/%.checked: %
	@mkdir -p $(@D)
	$(call quietly,CXX,$<) $(CXX) $(CXXFLAGS_ALL) -fsyntax-only -MMD -MP -MF $(@:.checked=.d) -MT $@ $< && touch $@
.PHONY: check-libcxx compiled-with-libcxx
check-libcxx: ## compile all sources by Clang with libc++, as on macOS; links nothing
	@.ci/deps libcxx
	@$(MAKE) --no-print-directory compiled-with-libcxx
compiled-with-libcxx: $(LIBCXX)

RANDOM_CASES ?= 3000
.PHONY: check-random
check-random: $(CHECK_STAMP) ## meld, link and run random sets of libraries: RANDOM_CASES=3000 RANDOM_SEED=1
	@$(MAKE) --no-print-directory all
	@PATH='$(abspath $(BIN))':$$PATH tests/random/differential --cases $(RANDOM_CASES) \
	    $(if $(RANDOM_SEED),--seed $(RANDOM_SEED)) --keep $(BUILD)/random-failures

MODEL_CASES ?= 1000
.PHONY: check-models
check-models: $(CHECK_STAMP) ## compare meld-verify's model of the linkers with the linkers: MODEL_CASES=1000 MODEL_SEED=1
	@$(MAKE) --no-print-directory all $(MODEL_LINKS)
	@PATH='$(abspath $(BIN))':$$PATH tests/model/compare-models --cases $(MODEL_CASES) \
	    $(if $(MODEL_SEED),--seed $(MODEL_SEED)) --model-links $(MODEL_LINKS) --keep $(BUILD)/model-failures

CSMITH_CASES ?= 200
.PHONY: check-csmith
check-csmith: $(CHECK_STAMP) ## meld libraries of Csmith's programs, and link and run them: CSMITH_CASES=200 CSMITH_SEED=1
	@$(MAKE) --no-print-directory all
	@PATH='$(abspath $(BIN))':$$PATH tests/random/csmith-sets --cases $(CSMITH_CASES) \
	    $(if $(CSMITH_SEED),--seed $(CSMITH_SEED)) --keep $(BUILD)/csmith-failures

ISOLATION_CASES ?= 200
.PHONY: check-isolation
check-isolation: $(CHECK_STAMP) ## isolate random C and C++ libraries, and link and run them: ISOLATION_CASES=200 SEED=1
	@$(MAKE) --no-print-directory all
	@PATH='$(abspath $(BIN))':$$PATH tests/random/isolation --cases $(ISOLATION_CASES) \
	    $(if $(SEED),--seed $(SEED)) --keep $(BUILD)/isolation-failures

GC_CASES ?= 2000
.PHONY: check-gc
check-gc: $(CHECK_STAMP) ## collect sections of random libraries, and link and run them: GC_CASES=2000 GC_SEED=1
	@$(MAKE) --no-print-directory all
	@PATH='$(abspath $(BIN))':$$PATH tests/random/gc-sets --cases $(GC_CASES) \
	    $(if $(GC_SEED),--seed $(GC_SEED)) --keep $(BUILD)/gc-failures

SOURCES = $(wildcard lib/*/*.h lib/*/*.cpp tools/*.h tools/*.cpp tests/unit/*.h tests/unit/*.cpp tests/model/*.cpp tests/edit/*.cpp bench/*.h bench/*.cpp)
CLANG_FORMAT ?= clang-format-19

.PHONY: format
format: $(CHECK_STAMP) ## lay out all C++ sources by .clang-format
	$(CLANG_FORMAT) -i $(SOURCES)

.PHONY: check-format
check-format:
	@$(CLANG_FORMAT) --dry-run -Werror $(SOURCES)

.PHONY: report-assets
report-assets: ## bundle the plotting library of the report's page anew, as lib/report/page/chart/ says; wants node and npm
	lib/report/page/chart/bundle lib/report/page/chart.js

# ---- measuring ----

BENCH_OBJECTS = $(BUILD)/bench/generate.o $(BUILD)/libarmeld.a
$(BUILD)/bench/parts $(BUILD)/bench/generate-libraries: $(BUILD)/bench/%: $(BUILD)/bench/%.o $(BENCH_OBJECTS)
	$(call quietly,LINK,$@) $(CXX) $(LDFLAGS_ALL) -o $@ $^ $(if $(findstring parts,$@),-lbenchmark) $(BOOST_LIBS) $(LLVM_LIBS)

.PHONY: bench bench-scaling bench-growth
bench: ## measure the parts, and the whole against the floor and the rivals (wants the corpus)
	@.ci/deps bench
	@$(MAKE) --no-print-directory all $(BUILD)/bench/parts
	$(BUILD)/bench/parts
	bench/pipeline --bin $(BIN) --work $(BUILD)/bench-work

bench-scaling: ## measure how cost grows with work, up to a million members, and plot it
	@.ci/deps bench
	@$(MAKE) --no-print-directory all $(BUILD)/bench/generate-libraries
	bench/scaling --bin $(BIN) --work $(BUILD)/scaling

.PHONY: archive-sets
archive-sets: all ## meld the sets of static libraries that are installed here, and print a table; ROOTS=FOLDERS says which
	@bench/archive-sets --bin $(BIN) --work $(BUILD)/archive-sets $(ROOTS)

bench-growth: ## measure that no input makes cost grow faster than n log n: symbols, COMDATs, libraries ...
	@.ci/deps bench
	@$(MAKE) --no-print-directory all
	bench/growth --bin $(BIN) --work $(BUILD)/growth

# ---- installing ----

INSTALL ?= install
TARGET = $(DESTDIR)$(PREFIX)
# The folders below PREFIX, and what goes into each. `install` and `uninstall` go by this list.
FOLDERS = bin share/armeld share/armeld/schemas share/armeld/meson share/armeld/ci share/doc/armeld $(if $(WINDOWS),,$(UNIX_FOLDERS))
UNIX_FOLDERS = share/man/man1 share/man/man7 \
               share/bash-completion/completions share/zsh/site-functions share/fish/vendor_completions.d
FILES.bin = $(patsubst %,$(BIN)/%$(EXE),$(TOOLS))
FILES.share/man/man1 = $(wildcard man/*.1)
FILES.share/man/man7 = $(wildcard man/*.7)
FILES.share/armeld = $(wildcard share/armeld.*)
FILES.share/armeld/schemas = $(wildcard schemas/*.json)
FILES.share/armeld/meson = share/meson/meson.build
FILES.share/armeld/ci = $(wildcard share/ci/*.yml)
FILES.share/doc/armeld = $(wildcard README.md LICENSE CHANGELOG)
FILES.share/bash-completion/completions = $(filter $(COMPLETIONS)/bash/%,$(COMPLETION_FILES))
FILES.share/zsh/site-functions = $(filter $(COMPLETIONS)/zsh/%,$(COMPLETION_FILES))
FILES.share/fish/vendor_completions.d = $(filter $(COMPLETIONS)/fish/%,$(COMPLETION_FILES))

# A line break, to make a recipe's lines of a list
define newline


endef

.PHONY: install uninstall
install: all ## install into PREFIX (/usr/local), below DESTDIR
	$(foreach folder,$(FOLDERS),$(INSTALL) -d $(TARGET)/$(folder)$(newline)\
	    $(INSTALL) -m $(if $(filter bin,$(folder)),755,644) $(FILES.$(folder)) $(TARGET)/$(folder)$(newline))

# Folders that other packages use as well stay.
uninstall: ## remove what `make install` put there, with the same PREFIX and DESTDIR
	$(foreach folder,$(FOLDERS),rm -f $(addprefix $(TARGET)/$(folder)/,$(notdir $(FILES.$(folder))))$(newline))
	for folder in share/armeld/schemas share/armeld/meson share/armeld/ci share/armeld share/doc/armeld; do \
	    [ ! -d $(TARGET)/$$folder ] || rmdir --ignore-fail-on-non-empty $(TARGET)/$$folder || exit; done

# Once for both goals, which may be made at one time. The build is a make of its own, so that it sees what was just installed.
.PHONY: dist dist-linux dist-windows deb programs-to-package
programs-to-package:
	@.ci/deps package
	@$(MAKE) --no-print-directory all

dist: dist-linux dist-windows ## programs for any Linux of this machine's kind and for Windows, with pages; dist-linux, dist-windows: one of both

# Where the compiler has these libraries
static_libraries = $(foreach name,$(2),$(shell $(1) -print-file-name=$(name)))

dist-linux: programs-to-package
	@$(MAKE) --no-print-directory $(addprefix $(STATIC_BIN)/,$(TOOLS))
	@rm -rf $(BUILD)/dist/tree
	@$(MAKE) --no-print-directory -o all install BIN='$(STATIC_BIN)' COMPLETIONS='$(COMPLETIONS)' PREFIX= DESTDIR='$(abspath $(BUILD)/dist/tree)' >/dev/null
	@strip $(BUILD)/dist/tree/bin/* && printf '%s\n' '$(COMMIT)' >$(BUILD)/dist/tree/share/doc/armeld/COMMIT
	@VERSION=$(VERSION) LIBRARIES='$(call static_libraries,$(CXX),libstdc++.a libgcc.a libc.a libz.a libzstd.a libboost_json.a) $(shell $(LLVM_CONFIG) --libdir)/libLLVMObject.a' \
	    .ci/package dist $(BUILD)/dist/tree $(BUILD)/dist

# To have `make windows` done is enough for all but llvm-ar, which comes with the libraries.
dist-windows: TREE = $(BUILD)/windows/dist
dist-windows: windows
	@rm -rf $(TREE)
	@$(MAKE) --no-print-directory -o all install $(FOR_WINDOWS) PREFIX= DESTDIR='$(abspath $(TREE))' >/dev/null
	@cp $(BUILD)/windows/deps/bin/llvm-ar.exe $(TREE)/bin/
	@x86_64-w64-mingw32-strip $(TREE)/bin/*.exe && printf '%s\n' '$(COMMIT)' >$(TREE)/share/doc/armeld/COMMIT
	@VERSION=$(VERSION) LICENSES='$(BUILD)/windows/deps/licenses' \
	    LIBRARIES='$(call static_libraries,$(WINDOWS_CXX),libstdc++.a libgcc.a libmingw32.a libwinpthread.a libz.a)' \
	    .ci/package windows $(TREE) $(BUILD)/dist

deb: programs-to-package ## a package for Debian and its kin, build/deb/armeld_VERSION_ARCH.deb
	@rm -rf $(BUILD)/deb/tree
	@$(MAKE) --no-print-directory -o all install PREFIX=/usr DESTDIR='$(abspath $(BUILD)/deb/tree)' >/dev/null
	@VERSION=$(VERSION) .ci/package deb $(BUILD)/deb/tree $(BUILD)/deb

.PHONY: check-packages
check-packages: ## check both: lintian, autopkgtest in a new Debian 12 (as root, by debootstrap), the tarball without a system
	@.ci/deps packages
	@$(MAKE) --no-print-directory dist-linux deb
	@.ci/check-packages $(BUILD)

.PHONY: clean
clean: ## remove what was built (the corpus and libraries for Windows stay; they take long)
	rm -rf $(filter-out $(BUILD)/corpus $(BUILD)/windows $(BUILD)/windows/deps,$(wildcard $(BUILD)/* $(BUILD)/windows/* $(BUILD)/.deps-* $(BUILD)/.flags))

# ---- on real input ----

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
corpus-platforms: ## build plugins and Rust's std for Windows, Apple, Android and s390x, into build/corpus/TARGET
	@.ci/deps platforms
	@bench/corpus/platforms

check-platforms: all ## run fixtures in wine, meld what `make corpus-platforms` built, and compare
	@.ci/deps platforms
	@AIX_LD=$$(bench/corpus/aix-linker) && export AIX_LD && bats tests/fixtures.bats tests/platforms.bats tests/emulated.bats
	@BIN=$(BIN) bench/corpus/check-platforms

.PHONY: check-windows
check-windows: $(CHECK_STAMP) ## run the tools for Windows in wine, beside those of this system: fixtures, what make corpus-platforms built, faults, the zip
	@$(MAKE) --no-print-directory all dist-windows
	@ARMELD_BIN='$(abspath $(BIN))' WINDOWS_BIN='$(abspath $(BUILD)/windows/bin)' LLVM_AR_EXE='$(abspath $(BUILD)/windows/deps/bin/llvm-ar.exe)' \
	    ZIP='$(abspath $(BUILD)/dist/armeld-$(VERSION)-x86_64-windows.zip)' bats tests/windows/windows.bats

.PHONY: corpus-gstreamer check-gstreamer
corpus-gstreamer: ## build 18 of GStreamer's own plugins into build/corpus/gstreamer (takes half an hour, needs crates.io)
	@.ci/deps gstreamer
	@bench/corpus/gstreamer

check-gstreamer: all ## meld what `make corpus-gstreamer` built, run pipelines by four linkers, and compare
	@.ci/deps gstreamer
	@BIN=$(BIN) bench/corpus/check-gstreamer

.PHONY: check-cpp
check-cpp: all ## collect LLVM's and gRPC's libraries, link and run programs with them, and compare
	@.ci/deps cpp
	@BIN=$(BIN) bench/corpus/check-cpp

check-corpus: all ## meld the corpus that `make corpus` built, and compare what its programs print
	@BIN=$(BIN) bench/corpus/check

.PHONY: check-distributed
check-distributed: all ## meld the corpus that `make corpus` built by make, GNU parallel and Slurm, with hosts and jobs lost, and compare
	@.ci/deps check
	@DISTRIBUTED_SET='$(abspath build/corpus/default)' PATH='$(abspath $(BIN)):'"$$PATH" bats tests/distributed.bats

include tests/fuzz/fuzz.mk

-include $(shell find $(BUILD)/lib $(BUILD)/tools $(BUILD)/tests $(BUILD)/fuzz $(BUILD)/bench $(BUILD)/libcxx -name '*.d' 2>/dev/null)
