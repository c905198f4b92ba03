#!/bin/bash
# The completion scripts offer what --help lists, and nothing else.
. "$(dirname "$0")/lib.sh"
"$BIN/els" completion bash >"$T/bash" || fail "completion bash ends with $?"
"$BIN/els" completion zsh >"$T/zsh" || fail "completion zsh ends with $?"
"$BIN/els" completion fish >"$T/out" 2>"$T/log" && fail "completion fish is no shell we know"
[ ! -s "$T/out" ] && grep -q 'say bash or zsh' "$T/log" || fail "completion fish: $(cat "$T/log")"

# The commands and each one's options, as the help has them.
"$BIN/els" --help | sed -n 's/^  \([a-z]\+\)  .*/\1/p' >"$T/commands"
[ "$(wc -l <"$T/commands")" -ge 20 ] || fail "the help lists $(wc -l <"$T/commands") commands"
helped() {
    "$BIN/els" "$1" --help | sed -n 's/^  \(-., \|    \)\(--[a-z0-9-]*\).*/\2/p' | sort
}

compopt() { :; } # stands for the builtin, which works during completion only
. "$T/bash"
# offered WORD...: what bash offers for the last one
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _els
    printf '%s\n' "${COMPREPLY[@]}" | sort
}
[ "$(offered els '')" = "$(sort "$T/commands")" ] || fail "commands: $(offered els '')"
while read -r command; do
    [ "$(offered els "$command" -)" = "$(helped "$command")" ] ||
        fail "$command: $(offered els "$command" -) instead of $(helped "$command")"
done <"$T/commands"
[ "$(offered els goals '' | xargs)" = "add cancel list show" ] || fail "words: $(offered els goals '')"
[ "$(offered els config u)" = unpin ] || fail "a word of the first line: $(offered els config u)"
[ "$(offered els config ap)" = approve ] || fail "a word of the second line: $(offered els config ap)"
[ "$(offered els artifact "" | xargs)" = "export import list show verify" ] || fail "words of the usage alone: $(offered els artifact "")"
[ "$(offered els tail s)" = snapshot ] || fail "a word begun: $(offered els tail s)"
[ "$(offered els run --rollout c)" = canary ] || fail "choices: $(offered els run --rollout c)"
[ "$(offered els run --rollout = c)" = canary ] || fail "choices behind =: $(offered els run --rollout = c)"
[ -z "$(offered els run --iterations '')" ] || fail "a number: $(offered els run --iterations '')"
mkdir "$T/folder"
[ "$(offered els run --store "$T/fo")" = "$T/folder" ] || fail "folders: $(offered els run --store "$T/fo")"

command -v zsh >/dev/null || { echo "SKIPPED: zsh" && echo ok && exit 0; }
cat >"$T/ask" <<'END'
compdef() { : }
_describe() { print -l -- ${${(P)2}%%:*} }
_files() { print files "$@" }
source $1
shift
words=("$@") CURRENT=$#
_els
END
asked() { zsh -f "$T/ask" "$T/zsh" "$@" | sort; }
[ "$(asked els '')" = "$(sort "$T/commands")" ] || fail "zsh, commands: $(asked els '')"
while read -r command; do
    [ "$(asked els "$command" -)" = "$(helped "$command")" ] || fail "zsh, $command: $(asked els "$command" -)"
done <"$T/commands"
[ "$(asked els goals '' | xargs)" = "add cancel list show" ] || fail "zsh, words: $(asked els goals '')"
[ "$(asked els run --rollout '' | xargs)" = "$(offered els run --rollout '' | xargs)" ] || fail "zsh, choices"
[ "$(asked els run --store '')" = "files -/" ] || fail "zsh, folders: $(asked els run --store '')"
echo ok
