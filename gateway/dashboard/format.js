// format.js: numbers as people read them.

const known = (value) => typeof value === 'number' && Number.isFinite(value);

export function percent(value, digits = 1) {
  return known(value) ? `${(100 * value).toFixed(digits)} %` : '–';
}

export function number(value, digits = 3) {
  if (!known(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(digits)));
}

export function fixed(value, digits = 2) {
  return known(value) ? value.toFixed(digits) : '–';
}

export function interval(ends, write) {
  return Array.isArray(ends) && ends.every(known) ? `[${write(ends[0])}, ${write(ends[1])}]` : '';
}

export function duration(seconds) {
  if (!known(seconds)) return '–';
  if (seconds < 90) return `${seconds.toFixed(0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(0)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
