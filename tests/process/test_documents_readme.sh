#!/usr/bin/env bash
# Every command in README.md has a line below: how it is run here, which test runs it, or why no test can. A
# command without a line, a line without its command, and a command that fails end the test.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/run.sh"
root=$(cd "$(dirname "$0")/../.." && pwd)
readme=$root/README.md
export PATH="$BIN:$PATH"

# Those of the README, in order: lines of the blocks (of a transcript those behind "$ "), then commands within
# lines. A name alone is no command.
{
    awk '/^<!-- transcript -->/ { transcript = 1 } /^<!-- \/transcript -->/ { transcript = 0 }
        /^```/ { block = !block; next }
        block && transcript { if (sub(/^\$ /, "")) print; next }
        block { sub(/ +#.*/, ""); if ($0 != "") print }' "$readme"
    awk '/^```/ { block = !block } !block' "$readme" | tr '\n' ' ' |
        grep -oE '`(els|els-[a-z]+|make|source|scripts/[a-z-]+\.sh|docker-compose|docker) [^`]*`' | tr -d '`'
} | awk '!seen[$0]++' >"$T/commands"

# COMMAND | how:
#   as it is           run in a folder with the files that README speaks of
#   run LINE           the same with names in place of DIR, FILE and the like, or shorter
#   test FILE          a test or check of its own, which has the words of the command
#   never REASON       no test can
cat >"$T/table" <<'END'
make demo | never it builds what these tests are made of; what it then runs is the first line of the transcript
make check | never it runs this test
build/bin/els run --quick-test --store quick | run els run --quick-test --store quick $small
build/bin/els run --iterations 100 --store full --quiet | run els run --iterations 2 --store full --quiet $small
build/bin/els solve --store full --type number "What is 12 * (3 + 4)?" | run els solve --store full --type number "What is 12 * (3 + 4)?" | grep -qx 84
docker-compose up --scale executor=4 | test scripts/check-compose.sh $compose up
docker-compose logs gateway | test scripts/check-compose.sh $compose logs
docker-compose run --rm --no-deps broker els report | test scripts/check-compose.sh run --rm --no-deps -T broker els report
docker-compose down | test scripts/check-compose.sh $compose down
els run --data tasks.jsonl --store mine | run els run --data tasks.jsonl --plugins dataset --store mine
els report --json | run els report --json --store mine
els report | run els report --store mine
els status | run els status --store mine && els status --store mine --json
els stats | run els stats --store mine && els stats --store mine --json
els eval --data held-out.jsonl --store mine | as it is
els run --data tasks.jsonl --feedback-only --store mine | run els run --data tasks.jsonl --feedback-only --store told
els solve --store mine --kind KIND --type TYPE "..." | run els solve --store mine --kind benchmark --type number --explain "What is 12 * (3 + 4)?"
els feedback ID --answer A --store mine | run id=$(els solve --store mine --kind triage --json "the parcel is late" | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p') && els feedback $id --answer shipping --store mine
els solve | run els solve --store mine --kind triage "the parcel is late"
els goals add "success of refunds >= 95 % within 40 iterations" | run els goals add "success of refunds >= 95 % within 40 iterations" --store full
els goals list | run els goals list --store full
els forecast sales.csv --horizon 12 --frequency 12 | as it is
els forecasts --store DIR | run els forecasts --store full
els plugins list | as it is
els plugins generate --plugin sales_research --count 3 | as it is
els run --plugin-exec plugin.json | test tests/process/test_run_plugins.sh --plugin-exec
els run --plugins benchmark --agents react,voyager --seed 7 | run els run --plugins benchmark --agents react,voyager --seed 7 --iterations 1 $small
els config list | run els config list --store full
els config set react.max_steps 8 | run els config set react.max_steps 8 --store full
els config history | run els config history --store full
els run --no-learning | run els run --no-learning --store ignorant --iterations 1 $small
els artifact export FILE | run els artifact export learned.els --store full
els artifact import FILE | run els artifact import learned.els --store elsewhere
els run --from FILE | run els run --from learned.els --store from --iterations 1 $small
els keygen DIR | run els keygen keyring
els keygen DIR --rotate ROLE | run els keygen keyring --rotate monitor
els run --executors 4 | run els run --executors 4 --store four --iterations 1 $small
els run --rollout rolling | run els run --rollout rolling --store rolled --iterations 1 $small
els run | test tests/process/test_run_kills.sh run 
els serve --store DIR | run serve full
els watch --store DIR | test tests/process/test_watch.sh watch
els tail --store DIR | test tests/process/test_feed.sh els" tail
els run --feed tcp://127.0.0.1:5556 | test tests/process/test_feed.sh --feed
els run --tap DIR | run els run --tap tap --store tapped --iterations 1 $small
els-goaler --input DIR/FILE.jsonl | run els-goaler --input tap/goaler.*.jsonl | grep -q '"dir":"out"'
els bench | run els bench --tasks 20000
els agents list --store mine | as it is
els agents show debate | run els agents show debate --store mine
els stats --policy | run els stats --policy --store full
source <(els completion bash) | as it is
source <(els completion zsh) | test tests/process/test_completion.sh completion zsh
els outcomes --dead --store DIR | run els outcomes --dead --store full
els doctor --store DIR [--repair] | run els doctor --store full && els doctor --store full --repair
els audit show | run els audit show --store full
els audit verify | run els audit verify --store full
make check-compose | never it needs a Docker engine; CI runs it
make install | test tests/process/test_install.sh install
make uninstall | test tests/process/test_install.sh uninstall
els tail | test tests/process/test_feed.sh els" tail
els watch | test tests/process/test_watch.sh watch
END

sed 's/ | .*//' "$T/table" | sort >"$T/known"
new=$(sort "$T/commands" | comm -23 - "$T/known")
[ -z "$new" ] || fail "README.md has commands that no test runs: $new"
gone=$(sort "$T/commands" | comm -13 - "$T/known")
[ -z "$gone" ] || fail "README.md does not have: $gone"

# serve STORE: els serve answers, and ends when it is told to.
serve() {
    mkfifo "$T/url" && exec {url}<>"$T/url"
    els serve --store "$1" --port 0 >"$T/url" &
    pid_of[serve]=$!
    read -r -t 20 -u "$url" base || fail "els serve says nothing"
    [ -z "$(command -v curl)" ] || curl -sf --max-time 20 "${base}readyz" >/dev/null || return 1
    kill -TERM "${pid_of[serve]}" && wait "${pid_of[serve]}" && unset "pid_of[serve]"
}

mkdir "$T/here" && cd "$T/here" || fail "no folder"
cp "$root/examples/data/tickets.jsonl" tasks.jsonl && cp "$root/examples/data/tickets-new.jsonl" held-out.jsonl
printf '%s\n' sales {101..148} >sales.csv
small=${SMALL[*]}
ran=0
while IFS= read -r line; do
    command=${line%% | *} how=${line#* | }
    case $how in
    "as it is") how=$command ;;
    run\ *) how=${how#run } ;;
    test\ *)
        how=${how#test }
        grep -qF -- "${how#* }" "$root/${how%% *}" || fail "$command: ${how%% *} does not have it"
        continue
        ;;
    never\ *) continue ;;
    *) fail "what is to be done with $command?" ;;
    esac
    eval "$how" >"$T/out" 2>"$T/command.log" </dev/null || fail "$how ended with $?: $(tail -n 3 "$T/out")"
    ran=$((ran + 1))
done <"$T/table"
[ "$ran" -ge 35 ] || fail "only $ran commands were run"
! grep -q Sanitizer "$T/command.log" || fail "a sanitizer complains"
echo "$ran commands run, $(grep -c ' | test ' "$T/table") by tests of their own"
echo ok
