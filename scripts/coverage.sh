#!/bin/sh
# Lines of our sources that the tests ran, by folder. Needs gcov (comes with gcc), nothing else.
#
#   scripts/coverage.sh BUILD [FILE_LIMIT]   BUILD made by the preset "coverage", tests run in it;
#                                            lists the FILE_LIMIT least covered files too (default 10)
set -eu
cd "$(dirname "$0")/.."
build=${1:?usage: $0 BUILD [FILE_LIMIT]}
limit=${2:-10}
source=$(pwd -P)

found=$(find "$build" -name '*.gcda' -path '*/CMakeFiles/els*' -print | head -n 1)
[ -n "$found" ] || {
    echo "$build holds no counts: build it with cmake --preset coverage and run its tests" >&2
    exit 1
}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
# A source that no test touched has no counts, only notes; gcov then says 0 %.
find "$build" -name '*.gcno' -path '*/CMakeFiles/els*' -print0 | sort -z |
    xargs -0 -n 50 gcov -n 2>/dev/null |
    awk -v source="$source/" '
        /^File / {
            file = substr($0, 7, length($0) - 7)
            if (index(file, source) == 1) file = substr(file, length(source) + 1)
        }
        /^Lines executed:/ && file != "" {
            sub(/^Lines executed:/, ""); split($0, part, "% of ")
            if (file !~ /^\// && file ~ /\.c$/ && file !~ /^(tests|bench)\//)
                printf "%s %d %d\n", file, part[1] * part[2] / 100 + 0.5, part[2]
            file = "" # the sum that ends a call of gcov belongs to no file
        }' |
    # Should a file be compiled twice, its better count is kept.
    sort -k1,1 -k2,2nr | awk '!seen[$1]++' >"$list"

awk '{
         folder = $1; sub(/\/[^\/]*$/, "", folder)
         run[folder] += $2; all[folder] += $3; total_run += $2; total += $3
     }
     END {
         for (f in all)
             printf "%-18s %6.1f %% of %5d lines\n", f, 100 * run[f] / all[f], all[f] | "sort"
         close("sort")
         printf "%-18s %6.1f %% of %5d lines\n", "all", total ? 100 * total_run / total : 0, total
     }' "$list"
echo "least covered:"
awk '$3 >= 10 { printf "%6.1f %%  %s\n", 100 * $2 / $3, $1 }' "$list" | sort -n | head -n "$limit"
