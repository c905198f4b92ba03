#!/usr/bin/env python3
"""Writes the golden frames in good/ and bad/, with a msgpack packer of its own.

A second implementation on purpose: what the C encoder writes is compared with what this file
writes, byte by byte. Run it after messages.def has gained a field; existing bytes must not change
otherwise.
"""
import json
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))


class Raw(bytes):
    """Bytes that are msgpack already."""


def pack(value):
    if isinstance(value, Raw):
        return bytes(value)
    if value is None:
        return b"\xc0"
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        if value < 0:
            return struct.pack(">Bq", 0xD3, value)
        for limit, head, code in ((0x7F, None, ">B"), (0xFF, 0xCC, ">B"), (0xFFFF, 0xCD, ">H"),
                                  (0xFFFFFFFF, 0xCE, ">I"), (2**64 - 1, 0xCF, ">Q")):
            if value <= limit:
                return (b"" if head is None else bytes([head])) + struct.pack(code, value)
    if isinstance(value, float):
        return struct.pack(">Bd", 0xCB, value)
    if isinstance(value, str):
        data = value.encode("utf-8", "surrogateescape")
        n = len(data)
        if n < 32:
            return bytes([0xA0 | n]) + data
        if n < 256:
            return bytes([0xD9, n]) + data
        return struct.pack(">BH", 0xDA, n) + data if n < 65536 else struct.pack(">BI", 0xDB, n) + data
    if isinstance(value, bytes):
        n = len(value)
        if n < 256:
            return bytes([0xC4, n]) + value
        return struct.pack(">BH", 0xC5, n) + value if n < 65536 else struct.pack(">BI", 0xC6, n) + value
    if isinstance(value, list):
        n = len(value)
        head = bytes([0x90 | n]) if n < 16 else struct.pack(">BH", 0xDC, n)
        return head + b"".join(pack(v) for v in value)
    if isinstance(value, dict):
        n = len(value)
        head = bytes([0x80 | n]) if n < 16 else struct.pack(">BH", 0xDE, n)
        return head + b"".join(pack(k) + pack(v) for k, v in value.items())
    raise TypeError(type(value))


def frame(type_, body, version=1):
    return pack([type_, version, body])


def write(path, comments, data):
    with open(os.path.join(HERE, path), "w", encoding="utf-8") as file:
        for line in comments:
            file.write("# " + line + "\n")
        text = data.hex()
        for i in range(0, len(text), 96):
            file.write(text[i:i + 96] + "\n")


def plain(value):
    """As els_message_json shows it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return int(value)
    return value


def good(name, type_name, type_, fields, data=None, canonical=True):
    """`fields` in order; `data` when the bytes are not the canonical ones for them."""
    content = json.dumps({"type": type_name, "body": plain(fields)}, separators=(",", ":"),
                         ensure_ascii=False).replace("\ufffd", "\\ufffd")
    if data is None:
        data = frame(type_, arrays(fields))
    write(f"good/{name}.hex", [content] + ([] if canonical else ["not canonical"]), data)


def arrays(value):
    """Records as arrays of their fields."""
    if isinstance(value, dict):
        return [arrays(v) for v in value.values()]
    if isinstance(value, list):
        return [arrays(v) for v in value]
    return value


def bad(name, error, text, data):
    write(f"bad/{name}.hex", [error, text], data)


HELLO = {"role": "executor", "instance": "executor.4711", "pid": 4711, "proto_min": 1,
         "proto_max": 1, "build": "0.1.0", "start_id": 0x1122334455667788, "ended_by": 9,
         "had_epoch": 3, "had_iteration": 2, "had_attempt": 1, "had_first": 4711, "had_count": 1}
SPEC = {"name": "", "type": "number", "choices": []}
TASK = {"index": 0, "id": "00ff", "kind": "math", "question": "How much is 6 times 7?",
        "context": "", "kb": "", "fields": [SPEC]}
VALUE = {"parameter": "work.budget", "scope": "kind:math", "value": 400.0, "is_set": True}
CHUNK = {"epoch": 1, "iteration": 2, "chunk": 3, "attempt": 1, "arm": 1, "state_version": 300,
         "salt": 2**64 - 1, "explore": True, "exploration": 0.25, "agent": "", "agents": ["react"],
         "tasks": [TASK, dict(TASK, index=1, question="Größe in μm, 東京?", fields=[
             {"name": "city", "type": "enum", "choices": ["a", "b"]}, SPEC])],
         "config": [VALUE],
         "trial": [{"change": 7, "values": [dict(VALUE, is_set=False)], "share": 0.25, "key": 2**63,
                    "pairs": 32}]}
REPORT = {"epoch": 1, "sequence": 2, "run": 3, "report_json": "{}"}


def make_good():
    good("hello", "hello", 2, HELLO)
    good("welcome", "welcome", 3, {"instance": "executor.4711", "start_id": 0x1122334455667788,
                                   "proto": 1, "run": 1, "epoch": 65536, "refusal": "",
                                   "staged": True})
    good("heartbeat_idle", "heartbeat", 4, {
        "role": "executor", "instance": "executor.4711", "epoch": 1, "iteration": 2,
        "chunk": 2**32 - 1, "attempt": 0, "rss_kib": 12345, "cpu_us": 250000,
        "uptime_us": 2**32, "queued": 4096, "work_done": 70, "work_allowed": 320})
    good("bye", "bye", 5, {"role": "goaler", "instance": "goaler.1", "reason": "Terminated"})
    good("stop_at_the_limit", "stop", 6, {"reason": "x" * 256})
    good("stop_not_utf8", "stop", 6, {"reason": "a\ufffdb"},
         frame(6, ["a\udcffb"]))
    good("step", "step", 8, {"role": "applier", "name": "applied", "epoch": 7, "iteration": 128,
                             "digest": "ab" * 32})
    good("task_chunk", "task_chunk", 10, CHUNK)
    good("chunk_done", "chunk_done", 12, {"epoch": 255, "iteration": 256, "chunk": 65535,
                                          "attempt": 2, "tasks": 10, "instance": "executor.1"})
    good("state", "state", 14, {"version": 2, "base": 1, "bytes": bytes(range(256))})
    good("state_want", "state_want", 15, {"instance": "executor.1", "version": 2, "waited_ms": 700})
    good("command", "command", 21, {
        "id": "", "target": "applier", "verb": "set", "args": ["beam", "global", "12"],
        "who": "user:ada", "made_at_s": 1700000000, "at": 0})
    good("kb", "kb", 1, {"name": "crm", "tables": [{"name": "customers", "columns": [
        {"name": "customer", "type": "text", "unit": ""},
        {"name": "spend", "type": "number", "unit": "USD"}],
        "cells": ["Ada", "1200", "Grace", "", "Edsger", "7"] * 4}]})
    good("restore", "restore", 19, {"role": "applier", "run": 1, "epoch": 2, "iteration": 3,
                                    "snapshot": b"", "inputs": ["one", "two"]})
    good("commit", "commit", 20, {"run": 1, "epoch": 2, "iteration": 3, "last": True})
    good("feed_report", "feed_report", 33, REPORT, frame(33, REPORT))
    good("feed_report_keys_in_other_order", "feed_report", 33, REPORT,
         frame(33, dict(reversed(list(REPORT.items())))), canonical=False)
    good("feed_report_unknown_keys", "feed_report", 33, REPORT,
         frame(33, dict({"new": [1, {"deep": None}], "ext": Raw(b"\xd4\x05\x00")}, **REPORT), 2),
         canonical=False)
    good("commit_from_older_peer", "commit", 20,
         {"run": 1, "epoch": 2, "iteration": 0, "last": False}, frame(20, [1, 2]), canonical=False)
    good("commit_from_newer_peer", "commit", 20, {"run": 1, "epoch": 2, "iteration": 3, "last": True},
         frame(20, [1, 2, 3, True, "more", [[], {}], -1, 0.5], 7), canonical=False)
    good("commit_wide_numbers", "commit", 20, {"run": 1, "epoch": 2, "iteration": 3, "last": False},
         frame(20, [Raw(b"\xcf" + bytes(7) + b"\x01"), Raw(b"\xd1\x00\x02"), Raw(b"\xcd\x00\x03"),
                    False]), canonical=False)
    good("stop_str32", "stop", 6, {"reason": "hi"}, frame(6, [Raw(b"\xdb\x00\x00\x00\x02hi")]),
         canonical=False)


def make_bad():
    stop = frame(6, ["enough"])
    bad("empty", "FORMAT", "frame: truncated at byte 0", b"")
    bad("truncated", "FORMAT", "frame: truncated or invalid at byte 4", stop[:-1])
    bad("trailing_byte", "FORMAT", "frame: bytes after the end at byte 11", stop + b"\x00")
    bad("reserved_byte", "FORMAT", "frame: truncated or invalid at byte 4", frame(6, [Raw(b"\xc1")]))
    bad("not_an_array", "FORMAT", "frame: not [type, version, body]", pack({"type": 6}))
    bad("two_elements", "FORMAT", "frame: not [type, version, body]", pack([6, 1]))
    bad("text_for_type", "FORMAT", "frame: type is not an unsigned number", pack(["stop", 1, []]))
    bad("unknown_type", "FORMAT", "frame: unknown message type", frame(99, []))
    bad("huge_type", "FORMAT", "frame: unknown message type", frame(2**63, []))
    bad("text_for_version", "FORMAT", "frame: version is not an unsigned number", pack([6, "1", []]))
    bad("version_0", "VERSION", "stop: version 0 is older than 1", frame(6, ["x"], 0))
    bad("body_is_map", "FORMAT", "stop: not a list of fields", frame(6, {"reason": "x"}))
    bad("body_is_nil", "FORMAT", "stop: not a list of fields", frame(6, None))
    bad("feed_body_is_array", "FORMAT", "feed_report: not a map", frame(33, [1, 2, 3, "x"]))
    bad("key_is_number", "FORMAT", "feed_report: key is not a text",
        frame(33, Raw(b"\x81\x01\x02")))
    bad("key_twice", "FORMAT", "feed_report.run: given twice",
        frame(33, Raw(b"\x82" + (pack("run") + b"\x01") * 2)))
    bad("negative", "FORMAT", "commit.run: not an unsigned number", frame(20, [-1, 0, 0, False]))
    bad("number_for_bool", "FORMAT", "commit.last: not a boolean", frame(20, [1, 1, 1, 1]))
    bad("nil_field", "FORMAT", "stop.reason: not a text", frame(6, [None]))
    bad("bin_for_text", "FORMAT", "stop.reason: not a text", frame(6, [b"x"]))
    bad("text_for_bytes", "FORMAT", "state.bytes: not bytes", frame(14, [1, 0, "x"]))
    bad("u32_too_large", "LIMIT", "hello.pid: above 4294967295",
        frame(2, ["executor", "executor.1", 2**32]))
    bad("text_too_long", "LIMIT", "stop.reason: text longer than 256 bytes", frame(6, ["x" * 257]))
    bad("nan", "FORMAT", "feed_iteration.eta_s: not finite", frame(32, {"eta_s": float("nan")}))
    bad("infinity32", "FORMAT", "feed_iteration.eta_s: not finite",
        frame(32, {"eta_s": Raw(b"\xca\x7f\x80\x00\x00")}))
    tasks = [TASK, TASK, TASK, dict(TASK, question="x" * 16385)]
    bad("question_too_long", "LIMIT", "task_chunk.tasks[3].question: text longer than 16384 bytes",
        frame(10, arrays(dict(CHUNK, tasks=tasks))))
    bad("too_many_fields", "LIMIT", "task_chunk.tasks[0].fields: more than 16 elements",
        frame(10, arrays(dict(CHUNK, tasks=[dict(TASK, fields=[SPEC] * 17)]))))
    bad("too_many_arguments", "LIMIT", "command.args: more than 16 elements",
        frame(21, ["", "applier", "set", ["x"] * 17]))
    bad("too_many_goal_actions", "LIMIT", "progress.goal_actions: more than 32 elements",
        frame(17, [1, 1, [], [], [], 0, 0, "", "", [], [], 0, [], [], [], [], 0.3, 0, "", "", 0, [],
                   [], [], [], "", [[1, "goal-1", "focus", "", 1, 0, 0.5, 0.5, 0.5, "on_trial"]] * 33]))
    bad("promised_elements", "FORMAT", "frame: truncated or invalid at byte 5",
        frame(1, ["", Raw(b"\xdd\xff\xff\xff\xff")]))
    bad("promised_pairs", "FORMAT", "frame: truncated or invalid at byte 3",
        frame(33, Raw(b"\xdf\xff\xff\xff\xff")))
    bad("promised_bytes", "FORMAT", "frame: truncated or invalid at byte 6",
        frame(14, [1, 0, Raw(b"\xc6\xff\xff\xff\xff")]))
    bad("nested_deeply", "LIMIT", "frame: nested too deeply at byte 18",
        frame(6, Raw(b"\x91" * 100 + b"\x00")))
    bad("memory_amplified", "LIMIT",
        "kb.tables[46].columns: more memory than the frame's length allows",
        frame(1, ["", [["", [[]] * 64]] * 64]))


if __name__ == "__main__":
    for folder in ("good", "bad"):
        os.makedirs(os.path.join(HERE, folder), exist_ok=True)
        for name in os.listdir(os.path.join(HERE, folder)):
            os.unlink(os.path.join(HERE, folder, name))
    make_good()
    make_bad()
