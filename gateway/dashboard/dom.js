// dom.js: making elements; everything that comes from the API goes in as text.

/** An element with attributes (a function is a listener) and children (texts or elements). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const find = (id) => document.getElementById(id);

/** A table's content: columns are [title, number?], rows are arrays of cells or elements of rows. */
export function fillTable(table, caption, columns, rows) {
  const head = make('tr', {}, columns.map(([title, isNumber]) =>
    make('th', { scope: 'col', class: isNumber ? 'number' : null }, title)));
  const body = rows.map((row) => row instanceof Node ? row
    : make('tr', {}, row.map((cell, i) => cell instanceof Node && cell.tagName === 'TD' ? cell
      : make('td', { class: columns[i][1] ? 'number' : null }, cell))));
  table.replaceChildren(make('caption', {}, caption), make('thead', {}, head), make('tbody', {}, body));
}

/** Puts options into a select, keeping the first one and what is chosen. */
export function fillSelect(select, names) {
  const chosen = select.value;
  const old = [...select.options].slice(1).map((option) => option.value);
  if (old.join('\n') === names.join('\n')) return;
  select.replaceChildren(select.options[0], ...names.map((name) => make('option', {}, name)));
  select.value = names.includes(chosen) ? chosen : '';
}

/** Calls draw(value) only when the value is another one than before. */
export function onChange(draw) {
  let before;
  return (value) => {
    const text = JSON.stringify(value);
    if (text === before) return;
    before = text;
    draw(value);
  };
}
