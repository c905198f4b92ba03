#!/bin/sh
# Shows that the tests notice when a protection is taken out: in a copy of the tree each one is left
# out in turn, and some test has to fail.
#
#   scripts/mutate.sh [FOLDER]     the copy, kept if it is given (a second call builds less)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
copy=${1:-}
if [ -z "$copy" ]; then
    copy=$(mktemp -d /tmp/els-mutate-XXXXXX)
    trap 'rm -rf "$copy"' EXIT
fi
mkdir -p "$copy/tree"
(cd "$root" && git ls-files -z | tar --null -T - -cf -) | tar -xf - -C "$copy/tree"
cd "$copy/tree"
cmake -S . -B "$copy/build" -DCMAKE_BUILD_TYPE=Release >"$copy/cmake.log"

tests="test_broker_damage test_broker_leases test_broker_deaths test_broker_sequencer test_analyzer_analyzer test_applier_gate
    test_runtime_black_box test_cli_subscription"
targets="els-sim $tests"
build() {
    # shellcheck disable=SC2086 # a list of words
    cmake --build "$copy/build" -j "$(nproc)" --target $targets >"$copy/build.log" 2>&1 ||
        { tail -n 20 "$copy/build.log"; exit 1; }
}

# The checks that fail, by name. A test that hangs fails too.
failing() {
    for test in $tests; do
        timeout 300 "$copy/build/tests/$test" --quiet >"$copy/test.log" 2>&1 || printf ' %s' "$test"
    done
    timeout 300 "$copy/build/bin/els-sim" 100 --stubs >"$copy/sim.log" 2>&1 || printf ' sim_stand_ins'
    timeout 300 "$copy/build/bin/els-sim" 4 >"$copy/sim.log" 2>&1 || printf ' sim_real'
}

missed=0
# mutant NAME FILE SED-SCRIPT [FILE SED-SCRIPT]...
mutant() {
    name=$1
    shift
    files=
    while [ $# -gt 0 ]; do
        cp -p "$1" "$1.kept"
        sed -i "$2" "$1"
        ! cmp -s "$1" "$1.kept" || { echo "mutate: $name changes nothing in $1"; exit 1; }
        touch "$1"
        files="$files $1"
        shift 2
    done
    build
    red=$(failing)
    for file in $files; do
        mv "$file.kept" "$file"
        touch "$file"
    done
    if [ -n "$red" ]; then
        echo "$name: noticed by$red"
    else
        echo "$name: NOT NOTICED"
        missed=$((missed + 1))
    fi
}

build
red=$(failing)
[ -z "$red" ] || { echo "without any change these fail:$red"; exit 1; }
echo "nothing left out: all pass"
mutant "without fencing by epochs" \
    broker/sequencer_inbox.c 's/return epoch == s->epoch && iteration/return epoch \&\& iteration/' \
    analyzer/analyzer.c 's/chunk->epoch != plan->epoch || chunk->iter/chunk->iter/' \
    runtime/restored.c 's/restored->run == run && restored->epoch == epoch/restored->run == run \&\& epoch/'
mutant "without de-duplication of results" \
    analyzer/analyzer.c 's/if (analyzer->done\[chunk->chunk\])/if (false)/; s/if (analyzer->is_in\[segment->first + first + i\] ||/if (/'
mutant "without fsync" \
    broker/store.c 's/PRAGMA synchronous=FULL/PRAGMA synchronous=OFF/'
mutant "without the promotion gate" \
    applier/gate.c 's/if (els_gate_harms(process))/if (false)/; s/>= -ELS_GATE_SLACK/>= -2/'
mutant "without seals of rows" \
    broker/store.c 's/return err ? err : els_seal_check(store);/return err;/'
mutant "without leases that end" \
    broker/leases.c 's/now_us < chunk->until_us ||/true ||/'
mutant "without setting poison aside" \
    broker/leases.c 's/return leases->any_death ? grant_next(leases, CLASS_POISON, 0, now_us) : NULL;/return NULL;/'
mutant "without the black box of executors" \
    broker/sequencer_inbox.c 's/.is_known = hello->had_count > 0/.is_known = false/'
mutant "without gaps in the feed" \
    cli/subscription.c 's/ret->missed = ret->sequence .*;/ret->missed = 0;/'
[ "$missed" = 0 ] || { echo "$missed went unnoticed"; exit 1; }
