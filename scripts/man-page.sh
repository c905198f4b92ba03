#!/bin/sh
# Writes the manual page of a program: what `PROGRAM --help` says, and the text in docs/man.
#
#   scripts/man-page.sh PROGRAM > NAME.1
#
# docs/man/NAME.txt: paragraphs between empty lines, `# TITLE` begins a section, lines with four
# blanks before them are printed as they are; options come before the first section. For a program
# with commands (els) they are those of every command. A first line `# SUMMARY` is for a program whose
# --help does not begin with one.
set -eu
program=$1
name=$(basename "$program")
text=$(dirname "$0")/../docs/man/$name.txt

escape='
function escaped(line) {
    gsub(/\\/, "\\e", line)
    gsub(/-/, "\\-", line)
    return line ~ /^[.\047]/ ? "\\&" line : line
}'

# --help: the usage, then options in two columns, and what else there is.
options() {
    awk "$escape"'
    function end() { if (literal) print ".fi"; literal = 0 }
    /^usage: / { in_usage = 1 }
    in_usage { in_usage = $0 != ""; next }
    NR == 1 && skip_first { next }
    /^ *(-[a-zA-Z], )?--[a-z]/ {
        end()
        sub(/^ +/, "")
        at = match($0, /  +/)
        print ".TP\n.B " escaped(at ? substr($0, 1, at - 1) : $0)
        if (at) print escaped(substr($0, at + RLENGTH))
        next
    }
    $0 == "" { end(); blank = 1; next }
    /^ / { if (!literal) print ".PP\n.nf"; literal = 1; print escaped($0); next }
    { end(); if (blank) print ".PP"; blank = 0; print escaped($0) }
    END { end() }' skip_first="$1"
}

usage() {
    awk "$escape"'
    BEGIN { print ".nf" }
    /^usage: / { on = 1; sub(/^usage: /, "") }
    on && $0 == "" { exit }
    on { sub(/^       /, "    "); print escaped($0) }
    END { print ".fi" }'
}

prose() {
    awk "$escape"'
    function end() { if (literal) print ".fi"; literal = 0 }
    /^# / { end(); print ".SH " toupper(substr($0, 3)); after_title = 1; next }
    /^    / { if (!literal) print ".PP\n.nf"; literal = 1; print escaped($0); next }
    $0 == "" { end(); if (!after_title) print ".PP"; next }
    { after_title = 0; print escaped($0) }
    END { end() }'
}

help=$("$program" --help)
version=$("$program" --version)
summary=$(printf '%s\n' "$help" | sed -n "1s/^$name[^:]*: *//p")
[ -n "$summary" ] || summary=$(sed -n '1s/^# *//p' "$text")
title=$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')

printf '.TH "%s" 1 "" "%s" "ELS"\n.SH NAME\n' "$title" "$version"
printf '%s \\- %s\n' "$(printf '%s' "$name" | sed 's/-/\\-/g')" "$summary"
printf '.SH SYNOPSIS\n'
printf '%s\n' "$help" | usage
printf '.SH DESCRIPTION\n'
sed '1{/^# /d}; /^# /,$d' "$text" | prose
if printf '%s\n' "$help" | grep -q '^usage: .* COMMAND'; then
    commands=$(printf '%s\n' "$help" | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p')
    printf '.SH COMMANDS\n'
    for command in $commands; do
        printf '.SS "%s %s"\n' "$name" "$command"
        printf '%s\n' "$help" | awk "$escape"'$1 == command { sub(/^ +[a-z]+ +/, ""); print escaped($0) "." }' \
            command="$command"
        printf '.PP\n'
        "$program" "$command" --help | usage
        "$program" "$command" --help | options 0
    done
else
    printf '.SH OPTIONS\n'
    printf '%s\n' "$help" | options 1
fi
sed '1d' "$text" | sed -n '/^# /,$p' | prose
