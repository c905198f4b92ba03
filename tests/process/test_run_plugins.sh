#!/bin/bash
# els run with plugins that are programs: in Python and in C, signed and not, one that turns bad.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"

here=$(cd "$(dirname "$0")/../.." && pwd)
cp -r "$here/examples/plugin/python" "$T/parcels"
manifest=$T/parcels/parcels.json

# Nobody has signed it: said before anything is started.
"$BIN/els" run --plugin-exec "$manifest" --store "$T/none" 2>"$T/none.log"
[ $? = 1 ] || fail "an unsigned plugin is not refused"
grep -q 'nobody has signed it; --allow-unsigned runs it' "$T/none.log" || fail "the refusal does not say why"
[ ! -e "$T/none" ] || fail "a store was made for a plugin that is refused"

# Signed by a trusted key it needs no flag; equal runs have equal digests, whatever the executors.
"$BIN/els" plugins keygen "$T/key" >/dev/null || fail "no key"
[ "$(stat -c %a "$T/key")" = 600 ] || fail "the secret key may be read by others"
"$BIN/els" plugins sign "$manifest" --key "$T/key" >/dev/null || fail "no signature"
cat "$T/key.pub" >"$T/trusted"
for n in $(compares && echo 1) 3; do
    run "python$n" --iterations 3 --executors "$n" --plugin-keys "$T/trusted" \
        --plugin-exec "$manifest" --plugins parcels
    ended "python$n" 90
    [ "$code" = 0 ] || fail "the run with a plugin in Python failed"
done
! compares || same_digest python3 python1

run c --iterations 3 --executors 2 --allow-unsigned --plugins tickets,parcels \
    --plugin-exec "$BIN/els-example-plugin,$manifest"
ended c 90
[ "$code" = 0 ] || fail "the run with plugins in C and Python failed"

# Threads only where the manifest says so; processes never.
make_tasks() { "$BIN/els" plugins generate --plugin-exec "$T/threads/parcels.json" --allow-unsigned --plugin parcels --count 1 2>&1; }
cp -r "$here/examples/plugin/python" "$T/threads"
sed -i 's/^for line in sys.stdin:/import threading\nt = threading.Thread(target=int); t.start(); t.join()\n&/' "$T/threads/parcels.py"
make_tasks | grep -q 'a system call that plugins may not make' || fail "a thread is started without leave"
sed -i 's/"version": "1",/& "threads": true,/' "$T/threads/parcels.json"
make_tasks | grep -q '"kind":"parcels"' || fail "a thread is refused that the manifest has"
sed -i 's/^import threading/import os; os.fork()\n&/' "$T/threads/parcels.py"
make_tasks | grep -q 'a system call that plugins may not make' || fail "a process is started"

# What was signed is not what is there any more.
echo '# more' >>"$T/parcels/parcels.py"
"$BIN/els" run --plugin-exec "$manifest" --plugin-keys "$T/trusted" --allow-unsigned --store "$T/none" 2>"$T/none.log"
[ $? = 1 ] || fail "a changed plugin is not refused"
grep -q 'get them again, or sign it again' "$T/none.log" || fail "the refusal does not say why"

# One that passes the trial at the start and answers otherwise later ends the run, which says why.
mkdir "$T/hostile"
cp "$BIN/els-test-hostile" "$T/hostile/hostile"
echo '{"name":"hostile","version":"1","command":["./hostile","drifts"]}' >"$T/hostile/hostile.json"
run drifts --iterations 50 --executors 1 --plugin-exec "$T/hostile/hostile.json" --allow-unsigned --plugins hostile
ended drifts 60
[ "$code" = 1 ] || fail "a plugin that changes its answers does not end the run ($code)"
grep -q 'plugin hostile: it answers the same request' "$T/drifts.log" || fail "the run does not say why it ended"

# Nothing of a plugin outlives its run.
! grep -lsE "^($T|$BIN/els-example-plugin)" /proc/[0-9]*/cmdline | grep -q . || fail "a plugin outlives its run"
exit 0
