# stubs.sh — the whole system under a broker. Source after lib.sh.
# STAGES=stub (the default) takes stand-ins for all but broker and generator; STAGES=real the programs.
: "${STAGES:=stub}"

# launch_role ROLE [NAME [OPTION...]]: a process of that role.
launch_role() {
    local role=$1 name=${2:-$1}
    shift; [ $# = 0 ] || shift
    if [ "$STAGES" = real ] || [ "$role" = generator ]; then
        launch "$name" "els-$role" "$@"
    else
        launch "$name" els-test-stub "$role" "$@"
    fi
}

# start_system BROKER-OPTION...: broker, generator, stages and two executors.
start_system() {
    launch broker els-broker --once --store "${STORE:-$T/store}" "$@"
    ready broker
    local role
    for role in generator analyzer applier forecaster goaler monitor; do
        launch_role "$role"
    done
    launch_role executor executor1
    launch_role executor executor2
}

# digest_of REPORT: what must be equal in two runs of the same parameters: the learned state.
digest_of() {
    grep -o '"state_digest":"[^"]*"' "$1" | tail -n 1
}

# make_expected BROKER-OPTION...: the report of an undisturbed run, in $T/expected.json.
make_expected() {
    start_system "$@"
    finished broker 240
    [ "$code" = 0 ] || fail "the broker of the undisturbed run ended with $code"
    stop_all
    mv "${STORE:-$T/store}/report.json" "$T/expected.json"
    rm -rf "${STORE:-$T/store}"
    [ -n "$(digest_of "$T/expected.json")" ] || fail "the report holds no digest of the state"
}
