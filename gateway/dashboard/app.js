// app.js: what the page is made of, and what makes it fetch and draw.
import { follow, get, setToken, tokenOf } from './api.js';
import { drawnBy } from './chart.js';
import { controls } from './control.js';
import { curvePanel, multiplierPanel } from './curve.js';
import { find, make } from './dom.js';
import { exportButtons } from './export.js';
import { duration, percent } from './format.js';
import { History } from './history.js';
import { outcomesPanel } from './outcomes.js';
import { configPanel, executorsPanel, goalsPanel, heatPanel } from './panels.js';
import { runsPanel } from './runs.js';
import { themeSwitch } from './theme.js';
import { tryPanel } from './tryit.js';

const STALE_MS = 4000; // snapshots come once a second
const TURN_MS = 250;

/** Takes the token of a link, and it out of the address: the browser's history is not to have it. */
function takeToken() {
  const token = tokenOf(window.location.hash);
  if (!token) return false;
  setToken(token);
  window.history.replaceState(null, '', window.location.pathname);
  return true;
}
takeToken();
window.addEventListener('hashchange', () => { // the link was opened where the page is open already
  if (takeToken()) window.location.reload();
});

const history = new History();
const state = {
  status: {}, report: null, isPaused: false, isConnected: false, connection: null,
  heardAt: null, // when the monitor was heard last, by our clock
  silentSince: null, // the same for what the gateway said in its status
};
const [curve, multiplier, runs] = await Promise.all([curvePanel(history), multiplierPanel(history), runsPanel()]);
const panels = {
  curve, multiplier, heat: heatPanel(), goals: goalsPanel(), config: configPanel(), executors: executorsPanel(),
  outcomes: outcomesPanel(), runs,
};
const tryIt = tryPanel();

/* ---- what is fetched, and how often at most ---- */

const sources = {
  status: { every: 1000, most: 5000, fetch: takeStatus },
  config: { every: 3000, most: 60000, fetch: takeDecisions },
  runs: { every: 5000, most: 15000, fetch: async () => panels.runs.draw(await get('/runs?limit=50')) },
  outcomes: { every: 2000, most: 60000, fetch: () => panels.outcomes.refresh() },
};
for (const source of Object.values(sources)) Object.assign(source, { isDirty: true, isBusy: false, doneAt: -Infinity });
const ask = (...names) => names.forEach((name) => { sources[name].isDirty = true; });

const actions = controls(() => ask('status', 'runs'));

async function takeStatus() {
  const status = await get('/status');
  const age = status.feed?.age_seconds;
  state.status = status;
  if (typeof age === 'number') state.heardAt = Math.max(state.heardAt ?? 0, performance.now() - 1000 * age);
  history.takeStatus(status);
  const needsReport = status.status === 'completed' && state.report?.run !== status.run;
  if (needsReport) {
    const report = await get('/report');
    state.report = report;
    history.takeReport(report);
  }
  draw();
}

async function takeDecisions() {
  const [changes, decisions] = await Promise.all([get('/config/history?limit=100'), get('/decisions?kind=learning&limit=100')]);
  panels.config.drawHistory(changes, decisions);
}

async function refresh(source) {
  source.isBusy = true;
  source.isDirty = false;
  try {
    await source.fetch();
  } catch (problem) {
    if (problem.status === 401) actions.askToken();
    else if (problem.status === undefined) throw problem; // a mistake of ours
  } finally {
    source.isBusy = false;
    source.doneAt = performance.now();
  }
}

/* ---- drawing ---- */

function draw() {
  const { status, report } = state;
  panels.curve.draw();
  panels.multiplier.draw(status, report);
  panels.heat.draw(status);
  panels.goals.draw(status);
  panels.config.draw(status);
  panels.executors.draw(status);
  panels.outcomes.takeStatus(status);
  actions.takeStatus(status);
  drawHeader();
}

function drawHeader() {
  const { status } = state;
  const line = find('run-line');
  if (!status.run) {
    line.textContent = status.status ? 'no run yet: Start begins one' : 'connecting';
    return;
  }
  const at = Math.min(status.iteration, status.iterations); // one more is the measurement after it
  const how = status.live ? 'is on' : status.status === 'completed' ? 'is over' : 'was cut off';
  line.replaceChildren(make('strong', {}, `run ${status.run} ${how}`),
    `: iteration ${at} of ${status.iterations}, held-out success ${percent(status.probe_success)}, ${duration(status.elapsed_seconds)}`);
  find('run-progress').max = status.iterations;
  find('run-progress').value = at;
}

/** What is wrong with the data on the page, or null. */
function trouble() {
  const { status } = state;
  const silence = state.heardAt === null ? null : performance.now() - state.heardAt;
  const from = silence === null ? '' : `; what is shown is from ${new Date(Date.now() - silence).toLocaleTimeString()}`;
  if (state.isPaused) return { text: 'Paused: p goes on', isStale: false };
  if (!state.isConnected)
    return { text: `Stale: ${state.connection?.message || 'the gateway does not answer'}; trying again${from}`, isStale: true };
  if (status.status === 'running' && !status.live)
    return { text: `Stale: no run is on, this one was cut off${from}. Start goes on with it`, isStale: true };
  if (status.live && silence !== null && silence > STALE_MS)
    return { text: `Stale: nothing heard from the monitor for ${duration(silence / 1000)}${from}`, isStale: true };
  return null;
}

function drawBanner() {
  const found = trouble();
  find('banner').hidden = !found;
  if (found && find('banner').textContent !== found.text) find('banner').textContent = found.text;
  document.body.classList.toggle('is-stale', Boolean(found?.isStale));
}

/* ---- events ---- */

function onEvent(name, data) {
  if (state.isPaused) return;
  if (name === 'iteration' || name === 'snapshot') state.heardAt = performance.now();
  if (name === 'iteration') {
    history.takeIteration(data);
    ask('status', 'outcomes', 'config', 'runs');
  } else if (name === 'snapshot') ask('status');
  else ask('status', 'runs', 'outcomes', 'config');
}

function onState(isConnected, problem) {
  state.isConnected = isConnected;
  state.connection = problem;
  if (problem?.status === 401) actions.askToken();
  ask('status');
}

setInterval(() => {
  drawBanner();
  if (state.isPaused || document.hidden) return;
  const now = performance.now();
  for (const source of Object.values(sources)) {
    const age = now - source.doneAt;
    if (!source.isBusy && ((source.isDirty && age >= source.every) || age >= source.most)) refresh(source);
  }
}, TURN_MS);

/* ---- keys ---- */

const SECTIONS = [...document.querySelectorAll('main > section')];

function pause() {
  state.isPaused = !state.isPaused;
  find('pause').setAttribute('aria-pressed', String(state.isPaused));
  ask('status', 'runs', 'outcomes', 'config');
  drawBanner();
}

const keys = {
  p: pause,
  t: () => find('theme').click(),
  h: () => panels.heat.next(),
  s: () => find('start').click(),
  e: () => find('export-all').click(),
  '?': () => find('help').click(),
  '/': () => find('outcomes-filter').elements.text.focus(),
};

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.matches('input, select, textarea') || document.querySelector('dialog[open]');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const section = SECTIONS[Number(event.key) - 1];
  if (section) {
    section.focus({ preventScroll: true });
    section.scrollIntoView({ block: 'start' });
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});
find('pause').addEventListener('click', pause);

/* ---- begin ---- */

exportButtons(panels, state);
themeSwitch(() => [curve, multiplier, runs].forEach((panel) => panel.repaint()));
drawnBy().then((name) => {
  find('charts-by').replaceChildren(...(name === 'uplot'
    ? ['Charts by ', make('a', { href: 'uplot-licence.txt' }, 'uPlot')] : ['Charts without uPlot: this build had no npm']));
});
tryIt.begin().then(actions.takePlugins, () => {});
follow(onEvent, onState);
