// runs.js: the runs of the store; those that are checked are put side by side.
import { get } from './api.js';
import { createChart } from './chart.js';
import { fillTable, find, make, onChange } from './dom.js';
import { duration, fixed, interval, number, percent } from './format.js';

const COLOURS = ['--probe', '--second', '--third', '--fourth'];

/** Key figures of a report, by name. */
const FIGURES = [
  ['held-out success, untrained', (report) => percent(report.performance?.initial?.success_rate)],
  ['held-out success, now', (report) => percent(report.performance?.final?.success_rate)],
  ['multiplier', (report) => `${fixed(report.performance?.final_multiplier)} ${interval(report.performance?.final_multiplier_ci, fixed)}`],
  ['success ratio', (report) => fixed(report.performance?.success_ratio)],
  ['speed ratio', (report) => fixed(report.performance?.speed_ratio)],
  ['ceiling', (report) => number(report.performance?.ceiling, 4)],
  ['transfer success', (report) => percent(report.splits?.transfer?.final?.success_rate)],
  ['null arm, learning off', (report) => fixed(report.null_arms?.learning_off?.multiplier)],
  ['null arm, placebo', (report) => fixed(report.null_arms?.placebo?.multiplier)],
  ['seed', (report) => number(report.seed)],
];

export async function runsPanel() {
  const chosen = new Map(); // run: report
  let latest = [];
  let chart = null;
  let charted = '';

  async function drawChart(reports) {
    find('runs-chart').hidden = reports.length === 0;
    const x = [...new Set(reports.flatMap((report) => report.learning_curve.map((row) => row.iteration)))].sort((a, b) => a - b);
    const columns = reports.map((report) => {
      const by = new Map(report.learning_curve.map((row) => [row.iteration, row.success]));
      return x.map((iteration) => by.get(iteration) ?? null);
    });
    const wanted = reports.map((report) => report.run).join();
    if (!chart || charted !== wanted) {
      find('runs-chart').replaceChildren();
      charted = wanted;
      chart = await createChart(find('runs-chart'), {
        lines: reports.map((_, i) => ({ color: COLOURS[i], width: 2 })), min: 0, max: 1, write: (value) => percent(value, 0),
      });
    }
    chart.update([x, ...columns]);
  }

  function drawCompared() {
    const reports = [...chosen.values()].filter((report) => report.learning_curve);
    if (reports.length)
      fillTable(find('runs-compared'), 'held-out success by iteration above; at the end:',
        [['']].concat(reports.map((report) => [`run ${report.run}`, true])),
        FIGURES.map(([name, write]) => [name, ...reports.map(write)]));
    else find('runs-compared').replaceChildren();
    [...find('runs-compared').querySelectorAll('thead th')].slice(1).forEach((th, i) =>
      th.style.setProperty('color', `var(${COLOURS[i]})`));
    drawChart(reports);
  }

  async function toggle(run, box) {
    if (!box.checked) chosen.delete(run);
    else if (chosen.size < COLOURS.length) {
      try {
        chosen.set(run, await get(`/runs/${run}`));
      } catch (problem) {
        box.checked = false;
        box.title = problem.message;
      }
    } else box.checked = false;
    drawCompared();
  }

  const draw = onChange((runs) => {
    latest = runs;
    fillTable(find('runs-table'), runs.length ? `check up to ${COLOURS.length} finished ones to put them side by side` : 'no run yet',
      [['compare'], ['run', true], ['status'], ['seed', true], ['iterations', true], ['tasks', true], ['time', true],
        ['held-out success', true], ['multiplier', true], ['learned state']],
      runs.map((run) => {
        const box = make('input', { type: 'checkbox', 'aria-label': `compare run ${run.run}`, disabled: run.status !== 'completed' });
        box.checked = chosen.has(run.run);
        box.addEventListener('change', () => toggle(run.run, box));
        return [box, number(run.run), run.status.replace('_', ' '), number(run.seed), number(run.iterations), number(run.tasks),
          duration(run.seconds), `${percent(run.probe_success)} ${interval(run.probe_success_ci, (value) => percent(value, 0))}`,
          `${fixed(run.multiplier)} ${interval(run.multiplier_ci, fixed)}`, (run.state_digest || '').slice(0, 12)];
      }));
  });
  return {
    draw: (page) => draw(page.runs),
    repaint: () => chart?.repaint(),
    rows: () => latest,
    json: () => ({ runs: latest, reports: [...chosen.values()] }),
  };
}
