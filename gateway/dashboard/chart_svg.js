// chart_svg.js: the charts of a build that had no npm: the same lines and bands, plainly.

const SPACE = { left: 46, right: 8, top: 8, bottom: 22 };

function node(tag, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

const isKnown = (value) => typeof value === 'number' && Number.isFinite(value);

/** Round values from low to high, about so many. */
function ticks(low, high, count, least = 0) {
  const rough = Math.max((high - low) / count, least);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough * 0.999);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

export function svgChart(element, spec) {
  let data = null;

  function draw() {
    const width = element.clientWidth;
    const height = element.clientHeight;
    if (!data || !width || !data[0].length) return;
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const known = data.slice(1).flat().filter(isKnown);
    const low = spec.min ?? Math.min(0, ...known);
    const high = spec.max ?? Math.max(1, ...known) * 1.05;
    const first = data[0][0];
    const last = Math.max(data[0].at(-1), first + 1);
    const x = (value) => SPACE.left + ((value - first) / (last - first)) * (width - SPACE.left - SPACE.right);
    const y = (value) => height - SPACE.bottom - ((value - low) / (high - low)) * (height - SPACE.top - SPACE.bottom);
    const places = (column) => data[0].map((at, i) => [at, column[i]]).filter(([, value]) => isKnown(value));
    const path = (points) => points.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const svg = node('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'chart' });
    for (const value of ticks(low, high, height > 150 ? 5 : 2)) {
      svg.append(node('line', { x1: SPACE.left, x2: width - SPACE.right, y1: y(value), y2: y(value), stroke: colour('--line') }));
      svg.append(node('text', { x: SPACE.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, spec.write(value)));
    }
    for (const value of ticks(first, last, 8, 1))
      svg.append(node('text', { x: Math.min(x(value), width - 14), y: height - 6, 'text-anchor': 'middle' }, String(value)));
    for (const band of spec.bands || []) {
      const outline = [...places(data[band.high + 1]), ...places(data[band.low + 1]).reverse()];
      if (outline.length > 2) svg.append(node('polygon', { points: path(outline), fill: colour(band.color) }));
    }
    spec.lines.forEach((line, i) => {
      const points = places(data[i + 1]);
      if (line.hidden || !points.length) return;
      svg.append(node('polyline', {
        points: path(points), fill: 'none', stroke: colour(line.color), 'stroke-width': line.width ?? 2,
        'stroke-dasharray': (line.dash || []).join(' '),
      }));
      if (line.dots || points.length === 1)
        for (const [at, value] of points) svg.append(node('circle', { cx: x(at), cy: y(value), r: 2, fill: colour(line.color) }));
    });
    svg.addEventListener('pointermove', (event) => {
      const at = first + ((event.offsetX - SPACE.left) / (width - SPACE.left - SPACE.right)) * (last - first);
      let nearest = 0;
      data[0].forEach((value, i) => { if (Math.abs(value - at) < Math.abs(data[0][nearest] - at)) nearest = i; });
      spec.onPoint?.(nearest);
    });
    svg.addEventListener('pointerleave', () => spec.onPoint?.(null));
    element.replaceChildren(svg);
  }

  new ResizeObserver(draw).observe(element);
  return {
    update(columns) {
      data = columns;
      draw();
    },
    repaint: draw,
  };
}
