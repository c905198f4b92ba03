#!/usr/bin/env bash
# What the documents point at is there: files and headings of links, every document from the README or the index
# of decisions, every source file that a folder's table names, every program that bench/README.md and others name.
. "$(dirname "$0")/lib.sh"
cd "$(dirname "$0")/../.." || fail "no folder"
mapfile -t pages < <(find . -name '*.md' -not -path './build*' -not -path '*/node_modules/*' | sed 's/^\.\///' | sort)
[ "${#pages[@]}" -ge 60 ] || fail "only ${#pages[@]} documents found"

# anchors FILE: the headings as links name them.
anchors() {
    awk '/^```/ { block = !block } !block && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
        sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

links=0
for page in "${pages[@]}"; do
    while IFS= read -r link; do
        case $link in http*) continue ;; esac
        links=$((links + 1))
        path=${link%%#*} target=$page
        [ -z "$path" ] || target=$(dirname "$page")/$path
        [ -e "$target" ] || fail "$page points at $link, which is not there"
        case $link in
        *.md#* | \#*) anchors "$target" | grep -qxF -- "${link#*#}" || fail "$page points at $link: no such heading" ;;
        esac
    done < <(awk '/^```/ { block = !block } !block' "$page" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//')
done
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
