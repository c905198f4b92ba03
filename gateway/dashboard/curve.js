// curve.js: the learning curve and the multiplier.
import { createChart } from './chart.js';
import { find, make, onChange } from './dom.js';
import { duration, fixed, interval, number, percent } from './format.js';

/** Columns for the curve: measured points, then the fan of forecasts from the newest one on. */
export function curveColumns(history) {
  const { points, ahead } = history;
  const x = [...points.map((point) => point.iteration), ...ahead.map((forecast) => forecast.iteration)];
  const measured = (key) => [...points.map((point) => point[key] ?? null), ...ahead.map(() => null)];
  const fan = (key) => [
    ...points.map((point, i) => (ahead.length && i === points.length - 1 ? point.probe : null)),
    ...ahead.map((forecast) => Math.min(1, Math.max(0, forecast[key]))),
  ];
  return [x, measured('low'), measured('high'), measured('train'), measured('probe'), fan('low'), fan('high'), fan('mean')];
}

function describe(history, index) {
  const { points, ahead } = history;
  const forecast = index === null ? null : ahead[index - points.length];
  if (forecast)
    return `forecast for iteration ${forecast.iteration}: ${percent(forecast.mean)} ${interval([forecast.low, forecast.high], percent)}`;
  const point = points[index ?? points.length - 1];
  if (!point) return 'nothing measured yet';
  const train = point.train === null ? '' : `, training batch ${percent(point.train)}`;
  return `iteration ${point.iteration}: held-out ${percent(point.probe)} ${interval([point.low, point.high], percent)}${train}`;
}

export async function curvePanel(history) {
  const spec = {
    lines: [
      { color: '--probe', hidden: true }, { color: '--probe', hidden: true },
      { color: '--train', width: 1 }, { color: '--probe', width: 2.5 },
      { color: '--ahead', hidden: true }, { color: '--ahead', hidden: true },
      { color: '--ahead', width: 2, dash: [6, 4] },
    ],
    bands: [{ low: 0, high: 1, color: '--band' }, { low: 4, high: 5, color: '--ahead-band' }],
    min: 0, max: 1, write: (value) => percent(value, 0),
    onPoint: (index) => { find('curve-readout').textContent = describe(history, index); },
  };
  const chart = await createChart(find('curve-chart'), spec);
  return {
    draw() {
      chart.update(curveColumns(history));
      find('curve-readout').textContent = describe(history, null);
    },
    repaint: chart.repaint,
    rows: () => history.points,
    json: () => ({ run: history.run, points: history.points, ahead: history.ahead }),
  };
}

function facts(status, report) {
  const performance = status.status === 'completed' && report?.run === status.run ? report.performance : null;
  const factors = status.multiplier_factors;
  const list = [
    ['success', factors ? `× ${fixed(factors.success)} ${interval(performance?.success_ratio_ci, fixed)}` : '–'],
    ['speed (work units)', factors ? `× ${fixed(factors.speed)} ${interval(performance?.speed_ratio_ci, fixed)}` : '–'],
    ['ceiling', typeof status.ceiling === 'number' ? number(status.ceiling, 4) : '–'],
  ];
  if (performance)
    list.push(['against the best single', typeof performance.multiplier_vs_best_single === 'number'
      ? `${fixed(performance.multiplier_vs_best_single)} (${performance.best_single_agent})` : '–']);
  list.push(['tasks', `${number(status.tasks_executed)} in ${duration(status.elapsed_seconds)}`]);
  list.push(['speed of the run', `${number(status.tasks_per_second)} tasks/s`]);
  list.push(['skills in the library', number(status.library_size)]);
  return list;
}

export async function multiplierPanel(history) {
  const chart = await createChart(find('multiplier-chart'), {
    lines: [{ color: '--probe', hidden: true }, { color: '--probe', hidden: true }, { color: '--probe', width: 2 }],
    bands: [{ low: 0, high: 1, color: '--band' }],
    min: 0, write: (value) => number(value),
  });
  let latest = {};
  const drawFacts = onChange(([status, report]) => {
    const has = typeof status.multiplier === 'number';
    find('multiplier-value').textContent = has ? fixed(status.multiplier) : '–';
    find('multiplier-note').textContent = has
      ? `95 % interval ${interval(status.multiplier_ci, fixed)}: cost of a solved held-out task of the untrained system over that of now`
      : 'none is claimed: not measured yet, or success may have fallen';
    find('multiplier-facts').replaceChildren(...facts(status, report).flatMap(([name, value]) =>
      [make('dt', {}, name), make('dd', {}, value)]));
  });
  return {
    draw(status, report) {
      latest = status;
      const points = history.points.filter((point) => typeof point.multiplier === 'number');
      find('multiplier-chart').hidden = points.length < 2;
      chart.update(['iteration', 'multiplierLow', 'multiplierHigh', 'multiplier'].map((key) => points.map((point) => point[key])));
      drawFacts([status, report]);
    },
    repaint: chart.repaint,
    rows: () => history.points.map(({ iteration, multiplier, multiplierLow, multiplierHigh }) =>
      ({ iteration, multiplier, multiplierLow, multiplierHigh })),
    json: () => ({
      multiplier: latest.multiplier, ci: latest.multiplier_ci, factors: latest.multiplier_factors, ceiling: latest.ceiling,
    }),
  };
}
