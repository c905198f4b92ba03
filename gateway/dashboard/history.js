// history.js: what has been heard of the newest run; bounded, however long the page stays open.

export const POINTS_MAX = 2000;

export class History {
  constructor() {
    this.run = null;
    this.points = []; // in order: {iteration, train, probe, low, high, multiplier, multiplierLow, multiplierHigh}
    this.ahead = []; // forecasts of the probe that no fact has come for: {iteration, mean, low, high}
  }

  begin(run) {
    if (run === this.run) return;
    this.run = run;
    this.points = [];
    this.ahead = [];
  }

  /** An iteration that is made again takes the place of the one before, and of all behind it. */
  add(point) {
    while (this.points.length && this.points.at(-1).iteration >= point.iteration) this.points.pop();
    this.points.push(point);
    if (this.points.length > POINTS_MAX) {
      // Every second one of the older half goes: the shape of a long run stays.
      const half = POINTS_MAX / 2;
      this.points = this.points.filter((_, i) => i >= half || i % 2 === 0);
    }
    this.ahead = this.ahead.filter((forecast) => forecast.iteration > point.iteration);
  }

  /** An event "iteration". */
  takeIteration(event) {
    if (this.run !== null && event.run < this.run) return;
    this.begin(event.run);
    this.add({
      iteration: event.iteration, train: event.train_success, probe: event.probe_success,
      low: event.probe_low, high: event.probe_high, multiplier: event.multiplier,
      multiplierLow: event.multiplier_low, multiplierHigh: event.multiplier_high,
    });
  }

  takeStatus(status) {
    if (!status.run) return;
    this.begin(status.run);
    const series = (status.forecasts || []).find((record) => record.series === 'probe_success');
    const newest = this.points.length ? this.points.at(-1).iteration : 0;
    const ahead = (series?.ahead || []).filter((forecast) => forecast.due_at > newest)
      .sort((a, b) => a.due_at - b.due_at); // some were made earlier and look further
    if (status.status === 'completed') this.ahead = [];
    else
      this.ahead = ahead.map((forecast) => ({
        iteration: forecast.due_at, mean: forecast.mean, low: forecast.ci[0], high: forecast.ci[1],
      }));
    if (!this.points.length && typeof status.probe_success === 'number')
      this.add({
        iteration: status.iteration, train: status.train_success, probe: status.probe_success,
        low: status.probe_success_ci?.[0] ?? null, high: status.probe_success_ci?.[1] ?? null,
        multiplier: status.multiplier, multiplierLow: status.multiplier_ci?.[0] ?? null,
        multiplierHigh: status.multiplier_ci?.[1] ?? null,
      });
  }

  /** The report has what was before this page was opened. */
  takeReport(report) {
    const curve = report.learning_curve || [];
    if (report.run !== this.run || curve.length <= this.points.length) return;
    this.points = curve.map((row) => ({
      iteration: row.iteration, train: null, probe: row.success, low: row.low, high: row.high,
      multiplier: row.multiplier, multiplierLow: row.multiplier_low, multiplierHigh: row.multiplier_high,
    }));
  }
}
