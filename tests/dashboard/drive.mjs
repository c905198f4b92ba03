// drive.mjs: drives the dashboard in Chromium on real runs. Called by tests/process/test_dashboard.sh:
//   node drive.mjs URL PID OTHER CHROMIUM [FOLDER]
// PID: of the gateway at URL. OTHER: a gateway beside which a run with hostile texts was started.
// Screenshots go into the folder. Every wait is for something to be seen. Only the gateway at URL and
// the runs it starts are signalled.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const [url, gateway, other, executablePath, shots] = process.argv.slice(2);
const WAIT = { timeout: 120000, polling: 50 };
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: 1280, height: 1080 }, colorScheme: 'light' });
page.setDefaultTimeout(WAIT.timeout);
const ITERATIONS = 600; // more than are made while it looks
const complaints = [];
let mayFail = false; // requests do when the gateway is gone
page.on('pageerror', (error) => complaints.push(error.message));
page.on('console', (message) => { if (message.type() === 'error' && !mayFail) complaints.push(message.text()); });

const api = async (path, from = url) => {
  const response = await fetch(`${from}api/learning${path}`);
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.json();
};
const text = (selector) => page.locator(selector).innerText();
const seen = (selector, pattern, where = page) => where.waitForFunction(
  ([part, source]) => new RegExp(source).test(document.querySelector(part)?.innerText ?? ''), [selector, pattern.source], WAIT);
const percent = (value, digits = 1) => `${(100 * value).toFixed(digits)} %`;
/** Processes of that role that the run of the gateway has started. */
const pidsOf = async (role) => {
  const { pid } = (await api('/status')).process;
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
  const names = await Promise.all(children.map((child) => readFile(`/proc/${child}/comm`, 'utf8').catch(() => '')));
  return children.filter((_, i) => names[i].trim() === `els-${role}`).map(Number);
};
const rows = (selector) => page.$$eval(`${selector} tbody tr`, (all) => all.map((row) => [...row.children].map((cell) => cell.innerText.trim())));
const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function start(iterations, fresh = false) {
  await page.click('#start');
  await page.fill('#start-form [name=iterations]', String(iterations));
  await page.fill('#start-form [name=seed]', '3');
  await page.setChecked('#start-form [name=fresh]', fresh);
  await page.click('#start-form [type=submit]');
  await page.waitForFunction(() => !document.querySelector('#start-dialog').open
    || document.querySelector('#start-problem').innerText, null, WAIT);
  assert.equal(await text('#start-problem').catch(() => ''), '');
}

/**
 * The run stands still while `look` runs: its executors are stopped. The broker gives up a run whose
 * executors are all silent for ten seconds, so every five they go on until it has heard them again;
 * an iteration may be committed then.
 */
async function frozen(look) {
  const pids = await pidsOf('executor');
  assert.ok(pids.length > 0, 'no executor is heard');
  const signal = (name) => pids.forEach((pid) => process.kill(pid, name));
  const isHeard = ({ processes }) => processes && processes.age_seconds < 2
    && processes.processes.filter((one) => one.role === 'executor' && one.silent_seconds < 1).length === pids.length;
  let isOver = false;
  let breath = Promise.resolve();
  const breathe = async () => {
    signal('SIGCONT');
    while (!isHeard(await api('/status')));
    if (!isOver) signal('SIGSTOP');
  };
  signal('SIGSTOP');
  const timer = setInterval(() => { breath = breath.then(breathe); }, 5000);
  try {
    await look();
  } finally {
    isOver = true;
    clearInterval(timer);
    await breath;
    signal('SIGCONT');
  }
}

/** The status that both the gateway and the page have. */
async function agreed() {
  for (;;) {
    const before = await api('/status');
    await seen('#run-line', new RegExp(`iteration ${Math.min(before.iteration, before.iterations)} of`));
    const after = await api('/status');
    if (after.iteration === before.iteration) return after;
  }
}

/** The newest outcomes, when the page shows them too. */
async function newestOutcomes(where, from) {
  const { outcomes } = await api('/outcomes?limit=50', from);
  const { run, iteration, segment, id } = outcomes[0];
  await where.waitForFunction((key) => document.querySelector('#outcomes-table tr.opens')?.dataset.key === key,
    `${run}/${iteration}/${segment}/${id}`, WAIT);
  return outcomes;
}

async function saved(name, kind) {
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.click(`[data-export=${name}] button:text-is("${kind}")`)]);
  return readFile(await download.path(), 'utf8');
}

/** Compares while the run stands still; an iteration that was under way may still be committed. */
async function comparesValues() {
  for (;;) {
    const status = await agreed();
    try {
      await comparesWith(status);
      return;
    } catch (error) {
      // The feed may be an iteration ahead of its commit.
      const until = Date.now() + 5000;
      while ((await api('/status')).iteration === status.iteration) if (Date.now() > until) throw error;
    }
  }
}

async function comparesWith(status) {
  await page.click('#heat-choice [data-measure=success]');
  assert.match(await text('#run-line'), new RegExp(`held-out success ${percent(status.probe_success)}`));
  if (status.multiplier === null) assert.equal(await text('#multiplier-value'), '–');
  else assert.equal(await text('#multiplier-value'), status.multiplier.toFixed(2));
  const facts = await text('#multiplier-facts');
  assert.match(facts, new RegExp(`${status.tasks_executed} in `));
  if (status.multiplier !== null) {
    const { success, speed } = status.multiplier_factors;
    for (const factor of [success, speed]) assert.ok(facts.includes(`× ${factor.toFixed(2)}`), `factor ${factor}: ${facts}`);
  }
  assert.equal(/ceiling\s+–/.test(facts), status.ceiling === null, facts);

  const heat = await rows('#heat-table');
  assert.equal(heat.length, status.agents.length);
  const kinds = (await page.$$eval('#heat-table thead th', (all) => all.map((th) => th.innerText))).slice(1, -4);
  for (const agent of status.agents) {
    const row = heat.find((cells) => cells[0] === agent.agent);
    kinds.forEach((kind, i) => {
      const cell = agent.kinds.find((one) => one.kind === kind);
      assert.equal(row[i + 1], cell ? percent(cell.success_rate, 0) : '·', `${agent.agent}, ${kind}`);
    });
    assert.equal(row.at(-4), percent(agent.share, 0), `share of ${agent.agent}`);
  }
  await page.keyboard.press('h');
  const costs = await rows('#heat-table');
  const solved = status.agents.flatMap((agent) => agent.kinds.map((cell) => [agent.agent, cell])).find(([, cell]) => cell.cost_per_solved);
  assert.equal(Number(costs.find((cells) => cells[0] === solved[0])[1 + kinds.indexOf(solved[1].kind)]),
    Number(solved[1].cost_per_solved.toPrecision(solved[1].cost_per_solved >= 1000 ? 4 : 3)));
  assert.equal(await page.locator('#goals-list .goal').count(), status.goals.length + status.advice.length);
  for (const goal of status.goals) {
    assert.match(await text('#goals-list'), new RegExp(`${goal.id} by`));
    const shown = await page.locator(`#goals-list progress[aria-label="progress of ${goal.id}"]`).first().evaluate((bar) => bar.value);
    assert.ok(Math.abs(shown - goal.progress) < 1e-6, `progress of ${goal.id}`);
  }
  const counts = status.decisions.learning;
  assert.match(await text('#config-counts'), new RegExp(`learned states: ${counts.promoted} promoted, ${counts.rejected} rejected, ${counts.rolled_back} rolled back`));

  // All that the journal has of this run, whenever the page was opened.
  const { decisions } = await api('/decisions?kind=learning&limit=100');
  assert.ok(decisions.length > 0 && decisions[0].pairs > 0, 'no learned state was decided about');
  const [{ position, iteration: decidedAt, verdict, text: why }] = decisions;
  await page.waitForFunction((key) => document.querySelector('#config-list [data-decision]')?.dataset.decision === key,
    `${decidedAt}/${position}`, WAIT);
  const newest = await text(`#config-list [data-decision="${decidedAt}/${position}"]`);
  for (const part of [verdict.replace('_', ' '), `iteration ${decidedAt}`, 'by applier', why, `${decisions[0].pairs} pairs`])
    assert.ok(newest.includes(part), `${part} is not in: ${newest}`);

  const processes = await rows('#executors-table');
  assert.equal(processes.length, status.processes.processes.length);
  assert.equal(processes.filter(([name]) => name.startsWith('executor')).length, 2);

  const outcomes = await newestOutcomes(page, url);
  const shown = await rows('#outcomes-table');
  outcomes.slice(0, 10).forEach((outcome, i) => assert.deepEqual(
    [shown[i][2], shown[i][3], shown[i][4], shown[i][5], shown[i][7]],
    [outcome.kind, outcome.family, outcome.agent, outcome.verdict, String(outcome.cost)]));

  const curve = JSON.parse(await saved('curve', 'JSON'));
  const last = curve.points.at(-1);
  assert.equal(last.iteration, status.iteration);
  assert.ok(Math.abs(last.probe - status.probe_success) < 1e-6);
  assert.equal(new Set(curve.points.map((point) => point.iteration)).size, curve.points.length);
  const csv = (await saved('curve', 'CSV')).trim().split('\r\n');
  assert.equal(csv.length, curve.points.length + 1);
  assert.equal(csv[0].split(',')[0], 'iteration');
  assert.equal(await page.locator('#curve-chart canvas, #curve-chart svg').count(), 1);
  const fan = (status.forecasts.find((one) => one.series === 'probe_success')?.ahead ?? [])
    .filter((one) => one.due_at > status.iteration).sort((a, b) => a.due_at - b.due_at);
  assert.deepEqual(curve.ahead, fan.map((one) => ({ iteration: one.due_at, mean: one.mean, low: one.ci[0], high: one.ci[1] })));
}

async function filters() {
  await page.selectOption('#outcomes-filter [name=verdict]', 'wrong');
  await page.waitForFunction(() => {
    const verdicts = [...document.querySelectorAll('#outcomes-table tr.opens')].map((row) => row.children[5].innerText);
    return verdicts.length && verdicts.every((verdict) => verdict === 'wrong');
  }, null, WAIT);
  await page.fill('#outcomes-filter [name=text]', 'no trace has this');
  assert.equal(await page.locator('#outcomes-table tr.opens').count(), 0);
  await page.fill('#outcomes-filter [name=text]', '');
  await page.locator('#outcomes-table tr.opens').first().press('Enter');
  assert.equal(await page.locator('#outcomes-table .trace').count(), 1);
  await page.selectOption('#outcomes-filter [name=verdict]', '');
}

async function looks() {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.evaluate(() => document.activeElement.blur());
  await page.click('#heat-choice [data-measure=success]');
  await page.mouse.move(0, 0);
  if (shots) await page.screenshot({ path: `${shots}/dashboard-light.png` });
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await background(), light);
  if (shots) await page.screenshot({ path: `${shots}/dashboard-dark.png` });
  await page.keyboard.press('t'); // light, whatever the system has
  assert.equal(await background(), light);
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await page.emulateMedia({ colorScheme: 'light' });
  for (const width of [1280, 800, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await page.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, null, WAIT)
      .catch(async () => assert.fail(`${await overflow()} pixels too wide at ${width}`));
    if (shots && width === 390) await page.screenshot({ path: `${shots}/dashboard-narrow.png` });
  }
  await page.setViewportSize({ width: 1280, height: 1080 });
  await page.keyboard.press('?');
  await page.waitForSelector('#help-dialog[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#help-dialog:not([open])', { state: 'attached' });
  await page.keyboard.press('4');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'goals');
  await page.keyboard.press('p');
  await seen('#banner', /^Paused/);
  await page.keyboard.press('p');
  await page.waitForSelector('#banner', { state: 'hidden' });
}

/** The page of a build that had no npm. */
async function drawsWithoutUplot() {
  const plain = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await plain.route('**/uplot.*', (route) => route.abort());
  await plain.goto(url);
  await plain.waitForSelector('#curve-chart svg polyline');
  assert.ok(await plain.locator('#curve-chart svg polygon').count() >= 1, 'no interval is drawn');
  assert.match(await plain.innerText('#charts-by'), /without uPlot/);
  // What was decided before this page was opened.
  await plain.waitForSelector('#config-list [data-decision]');
  if (shots) await plain.screenshot({ path: `${shots}/dashboard-svg.png` });
  await plain.close();
}

async function goesStale() {
  const [monitor] = await pidsOf('monitor');
  process.kill(monitor, 'SIGSTOP');
  await seen('#banner', /^Stale: nothing heard from the monitor for \d+ s; what is shown is from /);
  assert.ok(await page.evaluate(() => document.body.classList.contains('is-stale')));
  process.kill(monitor, 'SIGKILL'); // a new one takes its place
  await page.waitForSelector('#banner', { state: 'hidden' });
  const { iteration } = await api('/status');
  await page.waitForFunction((at) => Number(/iteration (\d+)/.exec(document.querySelector('#run-line').innerText)?.[1]) > at, iteration, WAIT);
}

/** The status once `is` holds of it. */
async function reached(is) {
  for (;;) {
    const status = await api('/status');
    if (is(status)) return status;
    await page.waitForResponse((response) => response.url().endsWith('/status'));
  }
}

async function stopsAndGoesOn() {
  await page.click('#stop');
  await seen('#run-line', /^run 1 was cut off/);
  await seen('#banner', /^Stale: no run is on/);
  await seen('#executors-table', /no run is on/);
  await start(ITERATIONS);
  await seen('#run-line', /^run 1 is on/);
  await page.waitForSelector('#banner', { state: 'hidden' });
  const { process: run } = await reached((status) => status.processes?.processes.some((one) => one.role === 'monitor'));
  process.kill(run.pid, 'SIGKILL');
  await seen('#run-line', /^run 1 was cut off/);
  await seen('#banner', /^Stale: no run is on/);
}

async function endsAndAnswers() {
  await start(10, true);
  await seen('#run-line', /^run 2 is over/);
  const report = await api('/report');
  await page.waitForFunction((want) => document.querySelector('#multiplier-value').innerText === want,
    report.performance.final_multiplier === null ? '–' : report.performance.final_multiplier.toFixed(2), WAIT);
  await page.waitForSelector('#runs-table input[aria-label="compare run 2"]:enabled');
  await page.check('#runs-table input[aria-label="compare run 2"]');
  await seen('#runs-compared', new RegExp(`held-out success, now\\s+${percent(report.performance.final.success_rate)}`));
  await page.waitForSelector('#banner', { state: 'hidden' });

  await page.fill('#try-form [name=question]', 'What is 12 * (3 + 4)?');
  await page.selectOption('#try-form [name=type]', 'number');
  await page.click('#try-form [type=submit]');
  await page.waitForSelector('#try-answer .answer');
  const isRight = await text('#try-answer .answer') === '84';
  await page.click(`#try-answer button:text-is("${isRight ? 'Right' : 'Wrong'}")`);
  await seen('#try-answer', isRight ? /learned: that was right/ : /learned: that was wrong/);
}

/** A run whose kinds of task and questions are HTML, started by els run in a terminal. */
async function showsHostileTexts() {
  const hostile = await browser.newPage();
  let asked = 0;
  hostile.on('request', (request) => { if (!request.url().startsWith(other)) asked++; });
  hostile.on('pageerror', (error) => complaints.push(error.message));
  await hostile.goto(other);
  const outcome = (await api('/outcomes?segment=train&limit=1', other)).outcomes[0];
  assert.match(outcome.family, /<img/);
  await seen('#outcomes-table', /<img src="?x"? onerror=/, hostile);
  await hostile.waitForSelector('#stop:enabled');
  await hostile.click('#stop');
  await seen('#run-line', /^run 1 was cut off/, hostile);
  await newestOutcomes(hostile, other); // nothing takes the place of a row from here on
  const training = hostile.locator('#outcomes-table tr.opens:has(td:text-is("train"))').first();
  while (!await training.count()) {
    const before = await hostile.locator('#outcomes-table tr.opens').count();
    await hostile.click('#outcomes-older');
    await hostile.waitForFunction((n) => document.querySelectorAll('#outcomes-table tr.opens').length > n, before, WAIT);
  }
  await training.press('Enter');
  await seen('#outcomes-table .trace-cell', /<script>window\.hit=1<\/script> What is/, hostile);
  assert.equal(await hostile.locator('img, script:not([src])').count(), 0, 'a text became HTML');
  assert.equal(await hostile.evaluate(() => window.hit), undefined, 'a text was run');
  assert.equal(asked, 0, 'the page asks another place');
  await hostile.close();
}

await showsHostileTexts();
console.log('texts that are HTML stay texts; a run that was started elsewhere is stopped');
await page.goto(url);
await seen('#run-line', /^no run yet/);
await start(ITERATIONS);
await seen('#run-line', shots ? /^run 1 is on: iteration 1[2-9]\d of/ : /^run 1 is on: iteration ([3-9]\d|\d{3}) of/);
await frozen(async () => {
  await seen('#executors-table', /silent for \d+ s/);
  await comparesValues();
});
console.log('values on the page are those of the API');
await frozen(async () => {
  await filters();
  await looks();
  await drawsWithoutUplot();
});
console.log('filters, keys, themes, widths, and charts without uPlot');
await goesStale();
console.log('a killed monitor shows as stale, and the next one as alive');
await stopsAndGoesOn();
console.log('stop, start, and a run that is killed');
await endsAndAnswers();
console.log('a finished run, side by side, a question and feedback');
assert.deepEqual(complaints, []);
mayFail = true;
process.kill(Number(gateway), 'SIGTERM');
await seen('#banner', /^Stale: the gateway does not answer; trying again/);
await browser.close();
console.log('a gateway that is gone shows');
