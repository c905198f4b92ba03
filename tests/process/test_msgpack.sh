#!/bin/bash
# The C codec against python3-msgpack on random messages of every kind; MESSAGES=100000 for more.
/usr/bin/python3 -c 'import msgpack' 2>/dev/null || { echo "skipped: python3-msgpack is not installed"; exit 77; }
here=$(cd "$(dirname "$0")" && pwd)
n=${MESSAGES:-25000}
set -o pipefail
"$BIN/els-test-messages" "$n" 1 | /usr/bin/python3 "$here/../proto/check_msgpack.py" "$n"
