#!/bin/sh
# Removes the files that `make install` put somewhere, and the folders of ELS that are then empty.
#
#   scripts/uninstall.sh MANIFEST        MANIFEST: what CMake wrote at the installation
#
# DESTDIR must be what it was then.
set -eu
manifest=$1
[ -f "$manifest" ] || {
    echo "uninstall: no $manifest: nothing was installed from this folder" >&2
    exit 1
}
# The last line has no line end.
while IFS= read -r file || [ -n "$file" ]; do
    rm -f "${DESTDIR:-}$file"
    folder=$(dirname "${DESTDIR:-}$file")
    while case $folder in */doc/els | */doc/els/*) true ;; *) false ;; esac; do
        rmdir "$folder" 2>/dev/null || break
        folder=$(dirname "$folder")
    done
done <"$manifest"
rm -f "$manifest"
