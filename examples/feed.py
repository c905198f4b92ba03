#!/usr/bin/env python3
"""Follows the feed of a run: a subscriber in Python, written from docs/feed.md alone.

    apt-get install python3-zmq python3-msgpack
    python3 feed.py tcp://127.0.0.1:5556

Ends with 0 after the report, with 1 when nothing is heard for ten seconds.
"""
import sys

import msgpack
import zmq

SILENCE_MS = 10000
OLDEST_VERSION = 1
LARGEST = 68157440


class Follower:
    def __init__(self):
        # per topic (epoch, sequence) of the newest message
        self.places = {"iteration": (0, 0), "report": (0, 0), "snapshot": (0, 0)}

    def is_news(self, topic, body):
        """False for an epoch that is over. Says what was missed before the message."""
        epoch, sequence = self.places[topic]
        now = (body.get("epoch", 0), body.get("sequence", 0))
        if now[0] < epoch:
            return False
        if now[0] == epoch and sequence and now[1] > sequence + 1:
            print(f"missed {now[1] - sequence - 1} of {topic}", flush=True)
        self.places[topic] = now
        return True

    def take(self, topic, body):
        """True when the run is over."""
        if not self.is_news(topic, body):
            return False
        if topic == "iteration":
            print(f"iteration {body.get('iteration', 0)} of {body.get('iterations', 0)}: "
                  f"success {body.get('probe_success', 0):.4f}", flush=True)
        elif topic == "report":
            size = len(body.get("report_json", "").encode())
            print(f"report of run {body.get('run', 0)}: {size} bytes", flush=True)
            return True
        else:
            # worth a line when it knows of iterations that were not heard
            known = (body.get("epoch", 0), body.get("iteration_sequence", 0))
            if known > self.places["iteration"]:
                self.places["iteration"] = known
                print(f"snapshot: iteration {body.get('iteration', 0)} of "
                      f"{body.get('iterations', 0)}", flush=True)
        return False


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: feed.py ENDPOINT")
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.setsockopt(zmq.RCVTIMEO, SILENCE_MS)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, LARGEST)
    socket.setsockopt(zmq.SUBSCRIBE, b"")
    socket.connect(sys.argv[1])
    follower = Follower()
    while True:
        try:
            parts = socket.recv_multipart()
        except zmq.Again:
            sys.exit(f"nothing was heard for {SILENCE_MS // 1000} s")
        topic = parts[0].decode(errors="replace")
        if len(parts) != 2 or topic not in follower.places:
            continue
        frame = msgpack.unpackb(parts[1], raw=False, unicode_errors="replace")
        if len(frame) != 3 or frame[1] < OLDEST_VERSION:
            continue
        if follower.take(topic, frame[2]):
            return


if __name__ == "__main__":
    main()
