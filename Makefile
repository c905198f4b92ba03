# A thin front for cmake. `make demo` and `make check` are all that a newcomer needs.
JOBS ?= $(shell nproc)
# Process tests take two places each and wait more than they compute; the last place is for the others meanwhile.
TEST_JOBS ?= $(shell expr 3 \* $$(nproc) + 1)
BUILD ?= build
# Ninja starts far fewer processes than make for the same tree; a folder that was configured otherwise stays as it is.
export CMAKE_GENERATOR ?= Ninja
# Of `make install`; DESTDIR, if set, comes before it.
PREFIX ?= /usr/local

.PHONY: all deps build build-asan demo check check-release check-asan test-release test-asan check-long check-chaos \
	check-compose check-dashboard coverage fuzz format clean install uninstall

all: build

deps:
	@scripts/install-deps.sh

build: deps
	@cmake -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=Release >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@sed -n 's/^-- \(dashboard: \)/\1/p' $(BUILD).log
	@cmake --build $(BUILD) -j $(JOBS)

demo: build
	$(BUILD)/bin/els run --quick-test
	@echo 'Next: $(BUILD)/bin/els report   or   $(BUILD)/bin/els solve "What is 12 * (3 + 4)?"'

# The release is tested while the build with sanitizers compiles: what one waits for, the other uses.
check: demo
	@$(MAKE) --no-print-directory -j 2 test-release build-asan
	@$(MAKE) --no-print-directory test-asan

check-release: build
	@$(MAKE) --no-print-directory test-release

check-asan: deps build-asan
	@$(MAKE) --no-print-directory test-asan

# Compiling gives way to tests that run beside it.
build-asan:
	@cmake --preset asan >build-asan.log 2>&1 && nice cmake --build build-asan -j $(JOBS) >>build-asan.log 2>&1 || \
		{ cat build-asan.log; exit 1; }

# What is built already is tested.
test-release:
	@cmake --build $(BUILD) -j $(JOBS) --target els-benches >$(BUILD)-benches.log 2>&1 || \
		{ cat $(BUILD)-benches.log; exit 1; }
	ctest --test-dir $(BUILD) --output-on-failure -j $(TEST_JOBS) -LE browser

test-asan:
	ctest --test-dir build-asan --output-on-failure -j $(TEST_JOBS) -LE browser

# What takes too long for every change: thousands of seeds, every byte and bit of a journal.
check-long: build
	$(BUILD)/bin/els-sim 5000 --stubs
	$(BUILD)/bin/els-sim 200
	ELS_EVERY=1 $(BUILD)/tests/test_broker_damage
	ELS_EVERY=1 $(BUILD)/tests/test_broker_repair
	BIN=$(abspath $(BUILD))/bin BOXES=no bash tests/process/test_faulty.sh
	ELS_EVERY=1 $(BUILD)/tests/test_broker_failing_files
	ELS_EVERY=1 $(BUILD)/tests/test_broker_no_memory
	@$(MAKE) --no-print-directory check-chaos

# Real processes on a bad network, a full disk, wrong clocks and without memory. What may not be made here
# (namespaces, a tmpfs) is skipped with one line, and so are wrong clocks without `ELS_FAKETIME=1 make deps`.
check-chaos: build
	@for test in test_bad_network test_full_disk clock test_no_memory; do \
		echo "$$test:"; BIN=$(abspath $(BUILD))/bin ELS_EVERY=1 bash tests/process/$$test.sh || [ $$? = 77 ] || exit 1; done

# The whole system in containers and as a swarm, on a Docker engine if one answers.
check-compose:
	@scripts/with-docker-engine.sh scripts/check-compose.sh scripts/check-stack.sh

# The dashboard in Chromium, which is too large to be installed for `make check` and wants the machine to itself.
check-dashboard: build
	@ELS_CHROMIUM=1 scripts/install-deps.sh
	ctest --test-dir $(BUILD) -R test_dashboard --output-on-failure

# Every libFuzzer target for a while (clang); an hour each: make fuzz FUZZ_SECONDS=3600
FUZZ_SECONDS ?= 120
fuzz:
	@cmake --preset fuzz >build-fuzz.log 2>&1 || { cat build-fuzz.log; exit 1; }
	@cmake --build build-fuzz -j $(JOBS) --target els-fuzzers
	@scripts/fuzz.sh $(FUZZ_SECONDS)

# Every unit, the simulator, the corpora, and the process tests that say most of the broker in a short time.
COVERAGE_TESTS ?= ^(test_|sim_|fuzz_replay_)|^process_test_(bad_input|broker_run|faulty|full_disk)$$
coverage:
	@cmake --preset coverage >build-coverage.log 2>&1 && cmake --build build-coverage -j $(JOBS) >>build-coverage.log 2>&1 || \
		{ cat build-coverage.log; exit 1; }
	@find build-coverage -name '*.gcda' -delete
	ctest --test-dir build-coverage --output-on-failure -j $(TEST_JOBS) -R '$(COVERAGE_TESTS)'
	@scripts/coverage.sh build-coverage

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

# What `make build` made; nothing is built or downloaded here, so it may run as root.
install:
	@test -x $(BUILD)/bin/els || { echo 'nothing to install: run make build first' >&2; exit 1; }
	@cmake --install $(BUILD) --prefix $(PREFIX)

# What the last `make install` of this folder put there; folders that are then empty go too.
uninstall:
	@scripts/uninstall.sh $(BUILD)/install_manifest.txt

clean:
	rm -rf build build-* *.log
