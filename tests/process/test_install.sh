#!/usr/bin/env bash
# `make install` into a folder of its own: what lies there runs, every program has a manual page that
# names every option, the programs are hardened, and `make uninstall` leaves nothing.
. "$(dirname "$0")/lib.sh"
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
build=$(dirname "$BIN")
export DESTDIR="$T/root"

make -s -C "$source_dir" install BUILD="$T/nothing" 2>"$T/err" && fail "installed without a build"
grep -q 'run make build first' "$T/err" || fail "no word on what is missing: $(cat "$T/err")"
make -s -C "$source_dir" install BUILD="$build" PREFIX=/opt/els >"$T/install.log" 2>&1 || fail "make install"

root=$DESTDIR/opt/els
for file in bash-completion/completions/els zsh/site-functions/_els; do
    grep -q -- '--iterations' "$root/share/$file" || fail "no completion in share/$file"
done
# Every program of the system is there: what `els doctor` looks for, and itself.
for role in broker generator executor analyzer applier forecaster goaler monitor gateway; do
    [ -x "$root/bin/els-$role" ] || fail "els-$role was not installed"
done
[ -f "$root/share/doc/els/README.md" ] || fail "no README among the documents"
for program in "$root"/bin/els*; do
    name=$(basename "$program")
    if [ -n "$(command -v readelf)" ]; then
        readelf -hlWd "$program" >"$T/elf"
        grep -q 'Type: *DYN' "$T/elf" && grep -q GNU_RELRO "$T/elf" && grep -q 'FLAGS.*NOW' "$T/elf" ||
            fail "$name is not position-independent with read-only relocations"
        grep -q 'GNU_STACK.* RW ' "$T/elf" || fail "the stack of $name is executable"
        { readelf -sW "$program" | grep -q '_chk@GLIBC' && readelf -sW "$program" | grep -q '__stack_chk_fail'; } ||
            fail "$name has no checked copies"
    fi
    page=$root/share/man/man1/$name.1
    [ -f "$page" ] || fail "$name has no manual page"
    sed -n "/^.SH NAME/{n;p}" "$page" | grep -qE -- " .- [A-Za-z].{10}" || fail "the page of $name does not say what it is"
    [ -z "$(command -v groff)" ] || [ -z "$(groff -man -ww -Tascii "$page" 2>&1 >/dev/null)" ] ||
        fail "groff complains about $page"
    "$program" --help >"$T/help" || fail "$name --help"
    if [ "$name" = els ]; then
        for command in $(sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' "$T/help"); do
            "$program" "$command" --help >>"$T/help" || fail "els $command --help"
        done
    fi
    sed 's/\\-/-/g' "$page" >"$T/page"
    for option in $(grep -oE -- '^ +(-[a-z], )?--[a-z-]+' "$T/help" | grep -oE -- '--[a-z-]+' | sort -u); do
        grep -qE -- "^\.B (-[a-z], )?$option( |\$)" "$T/page" || fail "the page of $name lacks $option"
    done
done
"$root/bin/els" run --deploy-only --store "$T/store" >"$T/run" 2>&1 || fail "the installed system does not start"

make -s -C "$source_dir" uninstall BUILD="$build" >"$T/uninstall.log" 2>&1 || fail "make uninstall"
left=$(find "$DESTDIR" ! -type d)
[ -z "$left" ] || fail "left over: $left"
[ ! -e "$root/share/doc/els" ] || fail "left over: the folder of documents"
make -s -C "$source_dir" uninstall BUILD="$build" 2>"$T/err" && fail "uninstalled twice"
grep -q 'nothing was installed' "$T/err" || fail "no word on why: $(cat "$T/err")"
echo "ok"
