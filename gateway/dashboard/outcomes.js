// outcomes.js: the newest graded tasks, filtered by the gateway; a row opens its trace.
import { get } from './api.js';
import { fillSelect, fillTable, find, make, onChange } from './dom.js';
import { number, percent } from './format.js';

const PAGE = 50;
const MOST = 300; // rows that are kept, however often "older" is asked for
const VERDICT_CLASS = { right: 'good', wrong: 'bad', abstained: 'soft', infrastructure: 'warn' };
const COLUMNS = [['iteration', true], ['of'], ['kind'], ['family'], ['agent'], ['verdict'], ['sure', true], ['cost', true], ['ms', true]];

export function outcomesPanel() {
  const form = find('outcomes-filter');
  const opened = new Set();
  let latest = [];
  let cursor = null;
  let isOlder = false; // older pages are shown: the newest are not fetched over them

  const keyOf = (outcome) => `${outcome.run}/${outcome.iteration}/${outcome.segment}/${outcome.id}`;

  function rowsOf(outcome) {
    const key = keyOf(outcome);
    const toggle = () => {
      if (!opened.delete(key)) opened.add(key);
      draw();
    };
    const row = make('tr', {
      class: 'opens', tabindex: 0, 'aria-expanded': String(opened.has(key)), 'data-key': key, click: toggle,
      keydown: (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggle();
        find('outcomes-table').querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
      },
    },
    make('td', { class: 'number' }, number(outcome.iteration)),
    make('td', { title: `answered by the ${outcome.arm} state` }, outcome.segment),
    make('td', {}, outcome.kind), make('td', {}, outcome.family), make('td', {}, outcome.agent),
    make('td', { class: VERDICT_CLASS[outcome.verdict] }, outcome.verdict),
    make('td', { class: 'number' }, percent(outcome.confidence, 0)),
    make('td', { class: 'number' }, number(outcome.cost)),
    make('td', { class: 'number' }, number(outcome.latency_ms)));
    if (!opened.has(key)) return [row];
    return [row, make('tr', {}, make('td', { class: 'trace-cell', colspan: COLUMNS.length },
      outcome.question ? make('div', {}, outcome.question, make('strong', {}, ` ${outcome.answer ?? ''}`)) : null,
      make('div', { class: 'trace' }, outcome.trace || 'traces are kept of training tasks only'),
      make('div', { class: 'note' }, `task ${outcome.id}, setting ${outcome.params || 'default'}, chosen with probability ${number(outcome.propensity)}`)))];
  }

  const shown = () => {
    const text = form.elements.text.value.toLowerCase();
    return text ? latest.filter((outcome) => (outcome.trace || '').toLowerCase().includes(text)) : latest;
  };

  function draw() {
    const rows = shown();
    const hasText = form.elements.text.value !== '';
    fillTable(find('outcomes-table'), `${rows.length}${hasText ? ` of ${latest.length}` : ''} outcomes, the newest first; a row opens its trace`,
      COLUMNS, rows.flatMap(rowsOf));
    find('outcomes-older').hidden = !cursor || latest.length >= MOST;
  }
  const drawChanged = onChange(draw);

  function query(from) {
    const search = new URLSearchParams({ limit: PAGE });
    for (const name of ['kind', 'agent', 'verdict'])
      if (form.elements[name].value) search.set(name, form.elements[name].value);
    if (from) search.set('cursor', from);
    return `/outcomes?${search}`;
  }

  async function load(from) {
    const asked = query(from);
    try {
      const page = await get(asked);
      if (asked !== query(from)) return; // the filter is another one by now
      latest = from ? [...latest, ...page.outcomes].slice(0, MOST) : page.outcomes;
      cursor = page.next;
      find('outcomes-note').textContent = isOlder ? 'older ones are shown: change the filter to follow the run again' : '';
      drawChanged([latest, cursor]);
    } catch (problem) {
      find('outcomes-note').textContent = problem.message;
    }
  }

  for (const name of ['kind', 'agent', 'verdict'])
    form.elements[name].addEventListener('change', () => {
      isOlder = false;
      load(null);
    });
  form.elements.text.addEventListener('input', draw);
  form.addEventListener('submit', (event) => event.preventDefault());
  find('outcomes-older').addEventListener('click', () => {
    isOlder = true;
    load(cursor);
  });
  const names = onChange(([kinds, agents]) => {
    fillSelect(form.elements.kind, kinds);
    fillSelect(form.elements.agent, agents);
  });
  return {
    takeStatus: (status) => names([status.plugins || [], (status.agents || []).map((agent) => agent.agent).sort()]),
    refresh: () => (isOlder ? Promise.resolve() : load(null)),
    rows: shown,
    json: shown,
  };
}
