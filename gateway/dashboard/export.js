// export.js: what a panel shows, as CSV or JSON.
import { find, make } from './dom.js';

/** One field of CSV. A text that a spreadsheet would take for a formula gets an apostrophe. */
function field(value) {
  if (value === null || value === undefined) return '';
  let text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((cells) => cells.map(field).join(',')).join('\r\n') + '\r\n';
}

function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Puts the buttons into the titles; `panels` by name have rows() and json(). */
export function exportButtons(panels, state) {
  for (const place of document.querySelectorAll('[data-export]')) {
    const name = place.dataset.export;
    place.append(
      make('button', { type: 'button', title: `${name} as CSV`, click: () => save(`els-${name}.csv`, 'text/csv', toCsv(panels[name].rows())) }, 'CSV'),
      make('button', { type: 'button', title: `${name} as JSON`, click: () => save(`els-${name}.json`, 'application/json', JSON.stringify(panels[name].json(), null, 2)) }, 'JSON'));
  }
  find('export-all').addEventListener('click', () => {
    const all = Object.fromEntries(Object.entries(panels).map(([name, panel]) => [name, panel.json()]));
    save('els.json', 'application/json', JSON.stringify({ status: state.status, report: state.report, ...all }, null, 2));
  });
}
