# stubs.sh — the system with stand-ins for all stages but broker and generator. Source after lib.sh.

# start_system BROKER-OPTION...: broker, generator, stages and two executors.
start_system() {
    launch broker els-broker --once --store "$T/store" "$@"
    ready broker
    launch generator els-generator
    local stage
    for stage in analyzer applier forecaster goaler monitor; do
        launch "$stage" els-test-stub "$stage"
    done
    launch executor1 els-test-stub executor
    launch executor2 els-test-stub executor
}

# The report of an undisturbed run of the same options, in $T/expected.json.
make_expected() {
    start_system "$@"
    finished broker 60
    [ "$code" = 0 ] || fail "the broker of the undisturbed run ended with $code"
    stop_all
    mv "$T/store/report.json" "$T/expected.json"
    rm -rf "$T/store"
}
