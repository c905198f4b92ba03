#!/bin/bash
# A state that cannot be loaded, sent again whenever it is asked for: the executor that needs it gives it up.
. "$(dirname "$0")/lib.sh"
{
    # Who it is and its welcome, as a tap recorded them; then six times a chunk that names state 7, and state 7: 3 bytes.
    echo '{"dir":"out","channel":"inbox","topic":"","frame":"kwIBnahleGVjdXRvcq5leGVjdXRvci4xODMxOM1HjgEBpTAuMS4wzxK6DiLu/JzBAAAAAAAA","message":{"type":"hello","body":{"role":"executor","instance":"executor.18318","pid":18318,"proto_min":1,"proto_max":1,"build":"0.1.0","start_id":1349406581552094401,"ended_by":0,"had_epoch":0,"had_iteration":0,"had_attempt":0,"had_first":0,"had_count":0}}}'
    echo '{"dir":"in","channel":"control","topic":"executor.18318","frame":"kwMBl65leGVjdXRvci4xODMxOM8Sug4i7vycwQEBAaDC"}'
    for _ in 1 2 3 4 5 6; do
        echo '{"dir":"in","channel":"work","topic":"","frame":"kwoBngEAAAEAB89o/qPnDbbHLsLLP9MzMzMzMzOgkaVyZWFjdJOXANkgMzc3NjVkN2U2ZTc5NGQ0N2I4NWNiYjNiYTUxZjY0MjCkbm9vcKZub29wIDCgoJGToKZudW1iZXKQlwHZIGUwNTRlN2MwOGQ5MzhiN2FjNTc5NmJhNTM2OTNlMDc3pG5vb3Cmbm9vcCAxoKCRk6CmbnVtYmVykJcC2SAxZThjMjAzMTY1ZTA3ODQ4ZWZlMjYxNTg5ZTM2M2RiN6Rub29wpm5vb3AgMqCgkZOgpm51bWJlcpCQkA=="}'
        echo '{"dir":"in","channel":"state","topic":"all","frame":"kw4BkwcAxAMBAgM="}'
    done
} >"$T/input.jsonl"
"$BIN/els-executor" --input "$T/input.jsonl" >"$T/sent" 2>"$T/log" || fail "the replay ended with $?"
[ "$(grep -c '"type":"state_loaded"' "$T/sent")" = 6 ] || fail "not every refusal was reported: $(<"$T/sent")"
[ "$(grep -c '"type":"state_want"' "$T/sent")" = 3 ] || fail "asked again and again: $(<"$T/sent")"
echo ok
