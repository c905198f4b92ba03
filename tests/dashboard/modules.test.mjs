// The parts of the dashboard that need no browser. Run by tests/process/test_dashboard_modules.sh.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const from = (name) => import(new URL(`../../gateway/dashboard/${name}`, import.meta.url));
const { History, POINTS_MAX } = await from('history.js');
const { toCsv } = await from('export.js');
const { curveColumns } = await from('curve.js');
const format = await from('format.js');
const { tokenOf } = await from('api.js');

const iteration = (run, at, probe = 0.5) => ({
  run, iteration: at, train_success: 0.4, probe_success: probe, probe_low: probe - 0.1, probe_high: probe + 0.1,
  multiplier: null, multiplier_low: null, multiplier_high: null,
});

test('an iteration that is made again takes the place of those from it on', () => {
  const history = new History();
  [1, 2, 3].forEach((at) => history.takeIteration(iteration(1, at)));
  history.takeIteration(iteration(1, 2, 0.9));
  assert.deepEqual(history.points.map((point) => [point.iteration, point.probe]), [[1, 0.5], [2, 0.9]]);
});

test('another run begins an empty curve, and late events of the one before are left out', () => {
  const history = new History();
  history.takeIteration(iteration(1, 7));
  history.takeIteration(iteration(2, 1));
  history.takeIteration(iteration(1, 8));
  assert.deepEqual(history.points.map((point) => point.iteration), [1]);
});

test('a page that stays open for ever keeps a bounded curve with its first and last point', () => {
  const history = new History();
  for (let at = 0; at <= 20 * POINTS_MAX; at++) history.takeIteration(iteration(1, at));
  assert.ok(history.points.length <= POINTS_MAX && history.points.length > POINTS_MAX / 4, String(history.points.length));
  assert.equal(history.points[0].iteration, 0);
  assert.equal(history.points.at(-1).iteration, 20 * POINTS_MAX);
  const all = history.points.map((point) => point.iteration);
  assert.deepEqual(all, [...all].sort((a, b) => a - b));
});

test('the fan begins at the newest point, in order, and goes when the facts come', () => {
  const history = new History();
  history.takeIteration(iteration(1, 5));
  const ahead = [{ due_at: 12, mean: 0.7, ci: [0.5, 1.2] }, { due_at: 8, mean: 0.6, ci: [0.5, 0.7] }, { due_at: 4, mean: 0, ci: [0, 1] }];
  history.takeStatus({ run: 1, iteration: 5, status: 'running', forecasts: [{ series: 'probe_success', ahead }] });
  const [x, , , , probe, low, high, mean] = curveColumns(history);
  assert.deepEqual(x, [5, 8, 12]);
  assert.deepEqual(probe, [0.5, null, null]);
  assert.deepEqual(mean, [0.5, 0.6, 0.7]);
  assert.deepEqual(low, [0.5, 0.5, 0.5]);
  assert.deepEqual(high, [0.5, 0.7, 1], 'a share is at most 1');
  history.takeIteration(iteration(1, 8));
  assert.deepEqual(history.ahead.map((forecast) => forecast.iteration), [12]);
});

test('who comes late begins with the status, and the report brings the rest', () => {
  const history = new History();
  history.takeStatus({ run: 3, iteration: 40, status: 'running', probe_success: 0.5, probe_success_ci: [0.4, 0.6], multiplier: 2 });
  assert.deepEqual(history.points.map((point) => point.iteration), [40]);
  history.takeReport({ run: 2, learning_curve: [{}, {}, {}] });
  assert.equal(history.points.length, 1, 'a report of another run');
  history.takeReport({ run: 3, learning_curve: [{ iteration: 0, success: 0.1 }, { iteration: 41, success: 0.8 }] });
  assert.deepEqual(history.points.map((point) => point.probe), [0.1, 0.8]);
});

test('CSV is quoted, and a text is no formula', () => {
  const csv = toCsv([{ a: 'x, "y"', b: -1 }, { a: '=1+1', c: null }]);
  assert.equal(csv, 'a,b,c\r\n"x, ""y""",-1,\r\n\'=1+1,,\r\n');
});

test('what is not known is a dash', () => {
  for (const write of [format.percent, format.number, format.fixed, format.duration]) {
    assert.equal(write(null), '–');
    assert.equal(write(NaN), '–');
  }
  assert.equal(format.interval([0.1, null], format.percent), '');
  assert.equal(format.percent(0.4375), '43.8 %');
});

test('no module of the page can make HTML or a script of a text', async () => {
  const folder = new URL('../../gateway/dashboard/', import.meta.url);
  const modules = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  assert.ok(modules.length > 10);
  const makesHtml = /innerHTML|outerHTML|insertAdjacentHTML|setHTML|srcdoc|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|javascript:/;
  for (const name of modules)
    assert.doesNotMatch(await readFile(new URL(name, folder), 'utf8'), makesHtml, name);
});

test('a link carries the token behind its #, and other anchors carry none', () => {
  assert.equal(tokenOf('#token=0123456789abcdef'), '0123456789abcdef');
  assert.equal(tokenOf('#runs'), null);
  assert.equal(tokenOf(''), null);
});
