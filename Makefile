# The front door: what is wanted, in one word. CMake does the building.
#
#   make CXX=clang++                            with another compiler
#   make CMAKE_OPTIONS=-DDOWNHILL_REAL=float    with an option of CMakeLists.txt
#   make BUILD=/tmp/mine                        in another folder than build/
BUILD := build
JOBS := $(shell nproc 2>/dev/null || echo 1)
# Ninja sees in a tenth of a second that nothing changed, which takes make's many Makefiles a second.
GENERATOR = $(shell command -v ninja >/dev/null && echo Ninja || echo Unix Makefiles)
COMPILER := $(if $(filter default,$(origin CXX)),c++,$(CXX))

.NOTPARALLEL:
.PHONY: all test sanitize fuzz traces stubs bench bench-table bench-peers format install format-check \
  clean help setup build page test-page

all: build
	@"$(BUILD)/downhill" run --all; status=$$?; "$(BUILD)/downhill" page && exit $$status

help:
	@echo 'make            set up, build, run every chapter, compare with traces/, make the page'
	@echo 'make page       make the pages of build/page: lessons, step player, plots'
	@echo 'make test       set up, build, run all tests'
	@echo 'make test-page  install Chromium and drive the pages in it'
	@echo 'make sanitize   the tests again, under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz       ten minutes of arbitrary bytes for every reader (tools/setup --dev: clang++)'
	@echo 'make traces     write the references in traces/ anew and show what changed'
	@echo 'make stubs      write the exercises anew from their solutions'
	@echo 'make bench      measure the speed beside that of its peers (bench-peers installs them)'
	@echo 'make install    library, headers, CMake package and program, into PREFIX (/usr/local)'
	@echo 'make format     format the C++ files (make format-check only looks)'
	@echo 'make clean      remove build/'

setup:
	@tools/setup

# $(call configure_and_build,FOLDER,OPTIONS,TARGETS): a folder remembers what it was made from and
# by; when that changed (moved, copied, another compiler, other options), its cache is dropped.
# (CMake writes Makefiles of its own, which must not take this make's options for theirs.)
define configure_and_build
	@mkdir -p "$(1)"; made="$$(pwd -P) $(GENERATOR) $(COMPILER) $(2)"; \
	if [ "$$made" != "$$(cat "$(1)/made-from" 2>/dev/null)" ]; then \
	  rm -rf "$(1)/CMakeCache.txt" "$(1)/CMakeFiles"; echo "$$made" > "$(1)/made-from"; \
	fi
	@CXX="$(COMPILER)" cmake -G "$(GENERATOR)" -S . -B "$(1)" $(2) >/dev/null
	@env -u MAKEFLAGS -u MAKELEVEL cmake --build "$(1)" --parallel $(JOBS) --target $(3)
endef
run_tests = ctest --test-dir "$(1)" --output-on-failure --parallel $(JOBS)

build: setup
	$(call configure_and_build,$(BUILD),$(CMAKE_OPTIONS),all)

test: setup
	$(call configure_and_build,$(BUILD),$(CMAKE_OPTIONS),all downhill-tests)
	@$(call run_tests,$(BUILD))

test-page: build
	@tools/setup --browser
	@tests/page/run "$(BUILD)/downhill" "$(BUILD)"

sanitize: setup
	$(call configure_and_build,$(BUILD)/sanitize,$(sanitizers) $(CMAKE_OPTIONS),all downhill-tests)
	@$(call run_tests,$(BUILD)/sanitize)
sanitizers = -DDOWNHILL_SANITIZE=address,undefined

# A reader's inputs are kept in build/fuzz/READER, so that the next run starts from them; one that
# breaks a reader is written beside them as READER-crash-… and ends that reader's run.
fuzz: COMPILER := clang++
fuzz: setup
	$(call configure_and_build,$(BUILD)/fuzz,$(fuzzers) $(CMAKE_OPTIONS),$(readers:%=fuzz-%))
	@cd "$(BUILD)/fuzz" && mkdir -p $(readers) && printf '%s\n' $(readers) | xargs -P $(JOBS) -I{} sh -c \
	  './tests/fuzz-{} {} -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 -timeout=20 \
	    -artifact_prefix={}- >{}.log 2>&1; status=$$?; echo "{}: $$(tail -n 1 {}.log)"; exit $$status'
readers := formula trace weights data
fuzzers = -DDOWNHILL_SANITIZE=address$(comma)undefined$(comma)fuzzer-no-link
comma := ,
FUZZ_SECONDS := 600

page: build
	@"$(BUILD)/downhill" run --all >/dev/null; "$(BUILD)/downhill" page

traces: build
	@"$(BUILD)/downhill" run --all --update
	@git status --short -- traces
	@git --no-pager diff --stat -- traces
	@git --no-pager diff -- traces

stubs: build
	@"$(BUILD)/downhill" stubs
	@git status --short -- chapters

# make bench BENCH='--only W4 --rounds 3'; a second folder has the library with float. The table in
# README.md is made of a whole run's numbers by make bench-table.
bench: setup
	$(call configure_and_build,$(BUILD),$(CMAKE_OPTIONS),all bench bench-contestants)
	$(call configure_and_build,$(BUILD)/float,-DDOWNHILL_REAL=float $(CMAKE_OPTIONS),bench-downhill)
	@"$(BUILD)/bench" $(BENCH)

bench-table:
	@"$(BUILD)/bench" --readme README.md

bench-peers:
	@tools/setup --bench-peers

PREFIX := /usr/local
install: build
	@cmake --install "$(BUILD)" --prefix "$(PREFIX)"

cpp_files = find lib chapters tests tools -name '*.[ch]pp' -print0
format:
	@$(cpp_files) | xargs -0 clang-format -i
format-check:
	@$(cpp_files) | xargs -0 clang-format --dry-run --Werror

clean:
	rm -rf build
