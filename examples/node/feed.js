// Follows the feed of a run: a subscriber for Node, written from docs/feed.md alone.
//
//     npm ci
//     node feed.js tcp://127.0.0.1:5556
//
// Ends with 0 after the report, with 1 when nothing is heard for ten seconds.
"use strict";

const {Unpackr} = require("msgpackr");
const {Subscriber} = require("zeromq");

const SILENCE_MS = 10000;
const OLDEST_VERSION = 1;
const LARGEST = 68157440;
const unpackr = new Unpackr({mapsAsObjects: true, int64AsType: "number"});

// per topic [epoch, sequence] of the newest message
const places = {iteration: [0, 0], report: [0, 0], snapshot: [0, 0]};

// False for an epoch that is over. Says what was missed before the message.
function isNews(topic, body) {
  const [epoch, sequence] = places[topic];
  const now = [body.epoch ?? 0, body.sequence ?? 0];
  if (now[0] < epoch) return false;
  if (now[0] === epoch && sequence && now[1] > sequence + 1)
    console.log(`missed ${now[1] - sequence - 1} of ${topic}`);
  places[topic] = now;
  return true;
}

// True when the run is over.
function take(topic, body) {
  if (!isNews(topic, body)) return false;
  const at = `${body.iteration ?? 0} of ${body.iterations ?? 0}`;
  if (topic === "iteration") {
    console.log(`iteration ${at}: success ${(body.probe_success ?? 0).toFixed(4)}`);
  } else if (topic === "report") {
    console.log(`report of run ${body.run ?? 0}: ${Buffer.byteLength(body.report_json ?? "")} bytes`);
    return true;
  } else {
    // worth a line when it knows of iterations that were not heard
    const known = [body.epoch ?? 0, body.iteration_sequence ?? 0];
    const [epoch, sequence] = places.iteration;
    if (known[0] > epoch || (known[0] === epoch && known[1] > sequence)) {
      places.iteration = known;
      console.log(`snapshot: iteration ${at}`);
    }
  }
  return false;
}

async function main() {
  if (process.argv.length !== 3) {
    console.error("usage: feed.js ENDPOINT");
    return 2;
  }
  const socket = new Subscriber({receiveTimeout: SILENCE_MS, linger: 0, maxMessageSize: LARGEST});
  socket.connect(process.argv[2]);
  socket.subscribe();
  try {
    for (;;) {
      const parts = await socket.receive();
      const topic = parts[0].toString();
      if (parts.length !== 2 || !Object.hasOwn(places, topic)) continue;
      const frame = unpackr.unpack(parts[1]);
      if (frame.length !== 3 || frame[1] < OLDEST_VERSION) continue;
      if (take(topic, frame[2])) return 0;
    }
  } catch (error) {
    if (error.code !== "EAGAIN") throw error;
    console.error(`nothing was heard for ${SILENCE_MS / 1000} s`);
    return 1;
  } finally {
    socket.close();
  }
}

main().then((code) => process.exit(code));
