#!/usr/bin/env bash
# What the documents point at is there: files and headings of links, every document from the README or the index
# of decisions, every source file that a folder's table names, every program that bench/README.md and others name.
. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || fail "no folder"
mapfile -t pages < <(find . -name '*.md' -not -path './build*' -not -path '*/node_modules/*' | sed 's/^\.\///' | sort)
[ "${#pages[@]}" -ge 60 ] || fail "only ${#pages[@]} documents found"

# "page#heading" as links name it, of every page; one process for all: thousands of links are looked up.
declare -A headings
while IFS= read -r heading; do
    headings[$heading]=1
done < <(awk 'FNR == 1 { block = 0 } /^```/ { block = !block }
    !block && /^#+ / { sub(/^#+ /, ""); $0 = tolower($0); gsub(/[^a-z0-9 _-]/, ""); gsub(/ /, "-"); print FILENAME "#" $0 }' \
    "${pages[@]}")

links=0
while IFS=$'\t' read -r page link; do
    case $link in http*) continue ;; esac
    links=$((links + 1))
    path=${link%%#*} folder=./
    [[ $page != */* ]] || folder=${page%/*}/
    target=$page
    [ -z "$path" ] || target=$folder$path
    [ -e "$target" ] || fail "$page points at $link, which is not there"
    case $link in
    *.md#* | \#*)
        [ -z "$path" ] || target=$(realpath --relative-to=. "$target")
        [ -n "${headings[$target#${link#*#}]-}" ] || fail "$page points at $link: no such heading"
        ;;
    esac
done < <(awk 'FNR == 1 { block = 0 } /^```/ { block = !block }
    !block { for (rest = $0; match(rest, /\]\([^) ]+\)/); rest = substr(rest, RSTART + RLENGTH))
        print FILENAME "\t" substr(rest, RSTART + 2, RLENGTH - 3) }' "${pages[@]}")
[ "$links" -ge 150 ] || fail "only $links links found"

for page in docs/*.md; do
    grep -qF "($page)" README.md || fail "README.md does not lead to $page"
done
for page in docs/decisions/0*.md; do
    grep -qF "($(basename "$page"))" docs/decisions/README.md || fail "docs/decisions/README.md does not lead to $page"
    grep -q '^Status: ' "$page" || fail "$page has no status"
done

# Tables of the folders: `name` or `name.c` at the beginning of a row is a file, and every file has its row.
for page in analyzer applier base broker cli executor external gateway goaler generator monitor proto runtime stats; do
    names=$(grep -E '^\| `' "$page/README.md" | cut -d'|' -f2 | grep -oE '`[^`]+`' | tr -d '`')
    for source in "$page"/*.c; do
        name=$(basename "$source" .c)
        [ "$name" = main ] && continue
        found=
        for pattern in $names; do
            # shellcheck disable=SC2053 # names may have a *
            [[ $name == ${pattern%.[ch]} ]] && found=yes
        done
        [ -n "$found" ] || grep -qF "\`$name" "$page/README.md" || fail "$page/README.md does not name $source"
    done
    [ "$(head -n 3 "$page/README.md" | grep -c '^# ')" = 1 ] || fail "$page/README.md has no title"
done
for program in $(grep -ohE '`els-(bench|lab|sim)[a-z0-9-]*' README.md docs/*.md bench/README.md | tr -d '`' | sort -u); do
    grep -qE "add_executable\($program |^foreach\(bench.* ${program#els-bench-}[ )]" CMakeLists.txt tests/CMakeLists.txt ||
        fail "nothing builds $program"
done
echo "$links links"
echo ok
