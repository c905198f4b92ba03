# hosts.sh — two hosts, here two network namespaces. Source it before lib.sh: it starts the script again in a
# namespace of its own, or skips it (77) where that is not permitted.
#
#   far_host            makes the far host
#   addresses           of near0 here and far0 there, which the caller has made; sets NET
#   share_keys          the keys of what runs here in $T/keys, of executors and the command line in $T/far-keys
#
# What is started with ON=("${FAR[@]}") runs on the far host, which lives until far_gone.
if [ -z "${ELS_TEST_INSIDE:-}" ]; then
    for how in -n -Urn; do
        unshare $how true 2>/dev/null && ELS_TEST_INSIDE=1 exec unshare $how bash "$0" "$@"
    done
    echo "skipped: network namespaces are not permitted here"
    exit 77
fi
command -v ip >/dev/null || { echo "skipped: there is no ip (iproute2)"; exit 77; }

far_host() {
    mkfifo "$T/far"
    exec {far_fd}<>"$T/far"
    unshare -n cat <"$T/far" {far_fd}<&- &
    far=$!
    trap 'stop_all; far_gone; rm -rf "$T"' EXIT
    until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
        kill -0 $far 2>/dev/null || { echo "skipped: no second network namespace"; exit 77; }
    done
    FAR=(nsenter -t "$far" -n)
}

far_gone() {
    kill "$far"
}

addresses() {
    ip link set lo up && ip addr add 10.77.0.1/24 dev near0 && ip link set near0 up || fail "no address here"
    "${FAR[@]}" ip link set lo up && "${FAR[@]}" ip addr add 10.77.0.2/24 dev far0 &&
        "${FAR[@]}" ip link set far0 up || fail "no address there"
    NET=tcp://10.77.0.1:5550
}

share_keys() {
    "$BIN/els" keygen "$T/keys" || fail "no keys"
    mkdir -m 700 "$T/far-keys"
    cp "$T/keys/roster" "$T/keys/executor.key_secret" "$T/keys/cli.key_secret" "$T/far-keys/"
    rm "$T/keys/executor.key_secret"
}
