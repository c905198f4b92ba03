#!/bin/sh
# Lines of our sources that the tests ran and branches that they took, by folder. Needs gcov (comes with gcc),
# nothing else. A source that is compiled several times (the programs' main.c once more for the simulator) counts
# once: what one of them ran is run.
#
#   scripts/coverage.sh BUILD [FILE_LIMIT]   BUILD made by the preset "coverage", tests run in it;
#                                            lists the FILE_LIMIT least covered files too (default 10)
#   scripts/coverage.sh BUILD FILE           the branches of that source that no test took
set -eu
cd "$(dirname "$0")/.."
build=${1:?usage: $0 BUILD [FILE_LIMIT|FILE]}
limit=${2:-10}
source=$(pwd -P)

found=$(find "$build" -name '*.gcda' -path '*/CMakeFiles/els*' -print | head -n 1)
[ -n "$found" ] || {
    echo "$build holds no counts: build it with cmake --preset coverage and run its tests" >&2
    exit 1
}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
# A source that no test touched has no counts, only notes; gcov then says that nothing of it ran. Of each line
# that holds code, with its branches: file, line, times run, branches, branches taken.
find "$build" -name '*.gcno' -path '*/CMakeFiles/els*' -print0 | sort -z |
    xargs -0 -n 50 gcov -bct 2>/dev/null |
    awk -v source="$source/" -v OFS='\t' '
        /^ *[-#=*0-9]+:/ {
            split($0, part, ":")
            line = part[2] + 0
            branch = 0
            if (line == 0 && part[3] == "Source") {
                file = substr($0, index($0, "Source:") + 7)
                if (index(file, source) == 1) file = substr(file, length(source) + 1)
                is_ours = file !~ /^\// && file ~ /\.c$/ && file !~ /^(tests|bench)\//
            } else if (is_ours && line && $0 !~ /^ *-:/) {
                at = file OFS line
                if (!(at in run)) run[at] = 0
                if ($0 ~ /^ *[0-9]/) run[at] = 1
            }
        }
        is_ours && /^branch/ {
            one = at OFS (++branch)
            if (!(one in is_taken)) {
                is_taken[one] = 0
                branches[at]++
            }
            if ($0 ~ /taken [1-9]/ && !is_taken[one]) {
                is_taken[one] = 1
                taken[at]++
            }
        }
        END { for (at in run) print at, run[at], branches[at] + 0, taken[at] + 0 }' >"$list"

if [ -f "$limit" ]; then
    awk -F '\t' -v file="$limit" '$1 == file && $5 < $4 { print $2 "\t" $4 - $5 " of " $4 }' "$list" | sort -n |
        while read -r line rest; do
            printf '%5d  %-10s %s\n' "$line" "$rest" "$(sed -n "${line}p" "$limit")"
        done
    exit
fi
awk -F '\t' '
    function add(name) {
        lines[name]++
        ran[name] += $3
        branches[name] += $4
        taken[name] += $5
    }
    {
        folder = $1
        sub(/\/[^\/]*$/, "", folder)
        folders[folder] = 1
        add(folder)
        add("all")
    }
    function row(f) {
        return sprintf("%-18s %6.1f %% of %5d lines  %6.1f %% of %5d branches", f, 100 * ran[f] / lines[f], lines[f],
                       100 * taken[f] / (branches[f] ? branches[f] : 1), branches[f])
    }
    END {
        for (f in folders)
            print row(f) | "sort"
        close("sort")
        print row("all")
    }' "$list"
echo "least covered:"
awk -F '\t' '{ all[$1] += $4; taken[$1] += $5 }
    END { for (f in all) if (all[f] >= 10) printf "%6.1f %% of branches  %s\n", 100 * taken[f] / all[f], f }' "$list" |
    sort -n | head -n "$limit"
