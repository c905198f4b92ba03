#!/bin/sh
# Lines of our sources that the tests ran and branches that they took, by folder. Needs gcov (comes with gcc),
# nothing else.
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
    xargs -0 -n 50 gcov -nb 2>/dev/null |
    awk -v source="$source/" '
        /^File / {
            file = substr($0, 7, length($0) - 7)
            if (index(file, source) == 1) file = substr(file, length(source) + 1)
        }
        function share(text, part) { split(text, part, "% of "); return part[1] * part[2] / 100 + 0.5 }
        /^Lines executed:/ { sub(/^Lines executed:/, ""); lines = int(share($0, part)) " " part[2] }
        /^Taken at least once:/ { sub(/^Taken at least once:/, ""); branches = int(share($0, part)) " " part[2] }
        /^No branches/ { branches = "0 0" }
        # the last line about a file; the sum that ends a call of gcov belongs to no file
        /^No calls|^Calls executed:/ {
            if (file != "" && file !~ /^\// && file ~ /\.c$/ && file !~ /^(tests|bench)\//)
                print file, lines, branches
            file = ""
        }' |
    # Should a file be compiled twice, its better count is kept.
    sort -k1,1 -k2,2nr | awk '!seen[$1]++' >"$list"

awk '{
         folder = $1; sub(/\/[^\/]*$/, "", folder)
         for (i = 2; i <= 5; i++) {
             sum[folder, i] += $i
             sum["all", i] += $i
         }
         folders[folder] = 1
     }
     function row(f) {
         return sprintf("%-18s %6.1f %% of %5d lines  %6.1f %% of %5d branches", f,
                        100 * sum[f, 2] / (sum[f, 3] ? sum[f, 3] : 1), sum[f, 3],
                        100 * sum[f, 4] / (sum[f, 5] ? sum[f, 5] : 1), sum[f, 5])
     }
     END {
         for (f in folders)
             print row(f) | "sort"
         close("sort")
         print row("all")
     }' "$list"
echo "least covered:"
awk '$5 >= 10 { printf "%6.1f %% of branches  %s\n", 100 * $4 / $5, $1 }' "$list" | sort -n | head -n "$limit"
