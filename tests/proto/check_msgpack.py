"""Reads random messages of els-test-messages with python3-msgpack: the values must be those that the C side
says, and packing them again must give the same bytes.

    els-test-messages COUNT SEED | python3 check_msgpack.py COUNT"""

import json
import struct
import sys

import msgpack


def fail(number, what):
    sys.exit(f"message {number}: {what}")


def equal(said, read):
    """`said`: JSON of the C side; `read`: what msgpack made of the frame."""
    if isinstance(said, dict):
        if isinstance(read, dict):
            return said.keys() == read.keys() and all(equal(said[k], read[k]) for k in said)
        return (
            isinstance(read, list)
            and len(said) == len(read)
            and all(equal(a, b) for a, b in zip(said.values(), read))
        )
    if isinstance(said, list):
        if isinstance(read, bytes):  # packed numbers
            if not read or not said:
                return len(read) == len(said) == 0
            size = len(read) // len(said)
            return size in (4, 8) and said == list(
                struct.unpack(f"<{len(said)}{'I' if size == 4 else 'Q'}", read)
            )
        return (
            isinstance(read, list)
            and len(said) == len(read)
            and all(equal(a, b) for a, b in zip(said, read))
        )
    if isinstance(read, bytes):
        return said == read.hex()
    if isinstance(read, str):
        try:
            read.encode()
        except UnicodeEncodeError:
            return isinstance(said, str)  # not UTF-8: JSON has replacements for it
        return said == read
    if isinstance(said, bool) or isinstance(read, bool):
        return said is read
    return said == read


def take(stream):
    size = stream.read(4)
    return stream.read(struct.unpack("<I", size)[0]) if len(size) == 4 else None


def main():
    stream, count = sys.stdin.buffer, 0
    while (frame := take(stream)) is not None:
        said = json.loads(take(stream))
        read = msgpack.unpackb(frame, unicode_errors="surrogateescape")
        if not (isinstance(read, list) and len(read) == 3):
            fail(count, "not [type, version, body]")
        if not equal(said["body"], read[2]):
            fail(count, f"{said['type']}: msgpack reads other values than C wrote")
        if msgpack.packb(read, unicode_errors="surrogateescape") != frame:
            fail(count, f"{said['type']}: msgpack writes other bytes than C")
        count += 1
    if count != int(sys.argv[1]):
        sys.exit(f"{count} messages instead of {sys.argv[1]}")
    print(f"{count} messages: equal values, equal bytes")


main()
