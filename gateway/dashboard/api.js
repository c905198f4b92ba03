// api.js: requests to the gateway, and its stream of events.

const PREFIX = '/api/learning';
const TOKEN = 'els-token';

/** What the gateway says is wrong (a problem document), or that it does not answer (status 0). */
export class Problem extends Error {
  constructor(status, detail, field) {
    super(field ? `${field}: ${detail}` : detail);
    this.status = status;
  }
}

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

/** The token in the part behind # of a link, which no browser sends anywhere; null without one. */
export function tokenOf(hash) {
  return hash.startsWith('#token=') ? hash.slice('#token='.length) : null;
}

function headers(more) {
  const token = sessionStorage.getItem(TOKEN);
  return { ...more, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
}

async function problemOf(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // not from the gateway itself: the status has to do
  }
  return new Problem(response.status, body.detail || body.title || `status ${response.status}`, body.field);
}

async function request(method, path, options) {
  let response;
  try {
    response = await fetch(PREFIX + path, { method, cache: 'no-store', ...options });
  } catch {
    throw new Problem(0, 'the gateway does not answer');
  }
  if (!response.ok) throw await problemOf(response);
  return response.json();
}

export function get(path) {
  return request('GET', path, { headers: headers({ Accept: 'application/json' }) });
}

/** A key that makes a repeated request count once. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function post(path, body) {
  const key = { 'Idempotency-Key': newKey() };
  return request('POST', path, body === undefined ? { headers: headers(key) } : {
    headers: headers({ 'Content-Type': 'application/json', ...key }), body: JSON.stringify(body),
  });
}

/** Lines of one event into {id, name, data}. */
function parse(block) {
  const event = { id: null, name: 'message', data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue; // a comment keeps the connection alive
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') event.id = value;
    else if (field === 'event') event.name = value;
    else if (field === 'data') event.data += value;
  }
  return event;
}

/**
 * Follows the events for ever: on(name, data) for each, onState(connected, problem) when the
 * connection comes or goes. Goes on behind the last event that was heard; begins with the oldest
 * that the gateway has. A reader of its own and not EventSource, which cannot send a token.
 */
export async function follow(on, onState) {
  let last = '0';
  let wait = 500;
  for (;;) {
    try {
      const response = await fetch(`${PREFIX}/events`, {
        cache: 'no-store', headers: headers({ Accept: 'text/event-stream', 'Last-Event-ID': last }),
      });
      if (!response.ok) throw await problemOf(response);
      onState(true, null);
      wait = 500;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const event = parse(block);
          if (event.id) last = event.id;
          if (event.data) on(event.name, JSON.parse(event.data));
        }
      }
      onState(false, null);
    } catch (problem) {
      onState(false, problem instanceof Problem ? problem : null);
    }
    await new Promise((resolve) => { setTimeout(resolve, wait); });
    wait = Math.min(2 * wait, 10000);
  }
}
