// chart.js: line charts with bands, by uPlot where the build had it, else by chart_svg.js.
//
// A chart is described by {lines, bands, min, max, write, onPoint}: lines are {color, width, dash,
// dots, hidden}, the first column of the data is x and the others go with the lines; bands are
// {low, high, color}, numbers of lines. Colours are names of CSS variables.
import { svgChart } from './chart_svg.js';

/** uPlot, or null. Its style comes with it. */
async function load() {
  try {
    const { default: uPlot } = await import('./uplot.js');
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = 'uplot.css';
    document.head.append(link);
    return uPlot;
  } catch {
    return null;
  }
}

const loaded = load();
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(spec, element) {
  const axis = () => ({
    stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false },
    font: '11px system-ui, sans-serif',
  });
  return {
    width: element.clientWidth, height: element.clientHeight, legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: {
      x: { time: false, range: (_, low, high) => [low, high > low ? high : low + 1] },
      y: { range: (_, low, high) => [spec.min ?? Math.min(0, low ?? 0), spec.max ?? Math.max(1, 1.05 * (high ?? 1))] },
    },
    axes: [{ ...axis(), size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000] }, { ...axis(), size: 48, values: (_, values) => values.map(spec.write) }],
    series: [{}, ...spec.lines.map((line) => ({
      stroke: line.hidden ? 'transparent' : colour(line.color), width: line.hidden ? 0 : line.width ?? 2, dash: line.dash,
      points: { show: Boolean(line.dots), size: 4, fill: colour(line.color) }, spanGaps: true,
    }))],
    bands: (spec.bands || []).map((band) => ({ series: [band.high + 1, band.low + 1], fill: colour(band.color) })),
    hooks: { setCursor: [(plot) => spec.onPoint?.(plot.cursor.idx ?? null)] },
  };
}

function uplotChart(uPlot, element, spec) {
  let plot = null;
  let data = null;
  const draw = () => {
    plot?.destroy();
    plot = data && element.clientWidth ? new uPlot(options(spec, element), data, element) : null;
  };
  new ResizeObserver(() => {
    if (plot && element.clientWidth) plot.setSize({ width: element.clientWidth, height: element.clientHeight });
    else draw();
  }).observe(element);
  return {
    update(columns) {
      data = columns;
      if (plot) plot.setData(columns);
      else draw();
    },
    repaint: draw,
  };
}

/** Gives {update(columns), repaint()}; repaint after the theme has changed. */
export async function createChart(element, spec) {
  const uPlot = await loaded;
  return uPlot ? uplotChart(uPlot, element, spec) : svgChart(element, spec);
}

export async function drawnBy() {
  return (await loaded) ? 'uplot' : 'svg';
}
