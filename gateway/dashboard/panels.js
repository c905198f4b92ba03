// panels.js: what is drawn of the status alone: agents by kind, goals, configuration, processes.
import { fillTable, find, make, onChange } from './dom.js';
import { duration, interval, number, percent } from './format.js';

/* ---- agents by kind ---- */

const MEASURES = {
  success: { title: 'success', of: (cell) => cell.success_rate, write: (value) => percent(value, 0) },
  cost: { title: 'cost of one solved', of: (cell) => cell.cost_per_solved, write: (value) => (value === null ? 'none solved' : number(value)) },
  share: { title: 'share of the tasks', of: (cell) => cell.share, write: (value) => percent(value) },
};

/** How strongly a cell is coloured, 0 to 1: costs on a logarithmic scale between the least and the most. */
function strength(measure, value, all) {
  if (typeof value !== 'number') return 0;
  if (measure === 'success') return value;
  const most = Math.max(...all);
  if (measure === 'share') return most > 0 ? value / most : 0;
  const least = Math.min(...all);
  return most > least ? 0.1 + 0.9 * (Math.log(value / least) / Math.log(most / least)) : 0.5;
}

export function heatPanel() {
  let measure = 'success';
  let latest = [];

  function cellOf(agent, kind, all) {
    const cell = (agent.kinds || []).find((entry) => entry.kind === kind);
    if (!cell) return make('td', { class: 'cell none' }, '·');
    const value = MEASURES[measure].of(cell);
    const text = MEASURES[measure].write(value);
    const td = make('td', {
      class: `cell tone-${measure}`,
      title: `${agent.agent}, ${kind}: ${cell.tasks} tasks, success ${percent(cell.success_rate)}, `
        + `${cell.cost_per_solved === null ? 'none solved' : `${number(cell.cost_per_solved)} units per solved task`}, ${percent(cell.share)} of all`,
    }, text);
    td.style.setProperty('--share', strength(measure, value, all).toFixed(3));
    return td;
  }

  function draw() {
    const agents = [...latest].sort((a, b) => b.share - a.share);
    const kinds = [...new Set(agents.flatMap((agent) => (agent.kinds || []).map((cell) => cell.kind)))];
    const all = agents.flatMap((agent) => (agent.kinds || []).map(MEASURES[measure].of)).filter((value) => typeof value === 'number');
    const rows = agents.map((agent) => make('tr', {},
      make('th', { scope: 'row' }, agent.agent),
      kinds.map((kind) => cellOf(agent, kind, all)),
      make('td', { class: 'number' }, percent(agent.share, 0)),
      make('td', { class: 'number' }, percent(agent.outcomes?.success_rate, 0)),
      make('td', { class: 'number' }, number(agent.outcomes?.cost_per_solved)),
      make('td', { class: 'number', title: interval(agent.alone_success_ci, percent) }, percent(agent.alone_success, 0))));
    fillTable(find('heat-table'), agents.length ? `${MEASURES[measure].title}; training tasks of this run` : 'no tasks yet',
      [['agent'], ...kinds.map((kind) => [kind]), ['share', true], ['success', true], ['cost', true], ['alone', true]], rows);
    for (const button of find('heat-choice').children) {
      const isChosen = button.dataset.measure === measure;
      button.setAttribute('aria-checked', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
  }

  function choose(name) {
    measure = name;
    draw();
  }

  function next(step) {
    const names = Object.keys(MEASURES);
    choose(names[(names.indexOf(measure) + step + names.length) % names.length]);
  }

  find('heat-choice').append(...Object.entries(MEASURES).map(([name, { title }]) =>
    make('button', { type: 'button', role: 'radio', 'data-measure': name, click: () => choose(name) }, title)));
  find('heat-choice').addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    next(step);
    find('heat-choice').querySelector('[aria-checked="true"]').focus();
  });
  const drawChanged = onChange((agents) => {
    latest = agents;
    draw();
  });
  return {
    draw: (status) => drawChanged(status.agents || []),
    next: () => next(1),
    rows: () => latest.flatMap((agent) => (agent.kinds || []).map((cell) => ({ agent: agent.agent, ...cell }))),
    json: () => latest,
  };
}

/* ---- goals ---- */

const GOAL_CLASS = { achieved: 'good', failed: 'bad', active: 'warn' };

function goalElement(goal) {
  const isShare = goal.metric === 'success';
  const write = (value) => (isShare ? percent(value) : number(value));
  const isMeasured = typeof goal.current === 'number' && (goal.current !== 0 || goal.evidence);
  const text = `${goal.metric} of ${goal.subject}: ${isMeasured ? write(goal.current) : 'not measured yet'}, wanted ${write(goal.target)}`;
  return make('div', { class: 'goal', title: [goal.reason, goal.evidence, goal.action].filter(Boolean).join('; ') },
    make('div', { class: 'line' }, make('span', {}, text),
      make('span', { class: `tag ${GOAL_CLASS[goal.status] || 'soft'}` }, goal.status)),
    make('progress', { max: 1, value: goal.progress, 'aria-label': `progress of ${goal.id}` }),
    make('p', { class: 'note' }, `${goal.id} by ${goal.by}${goal.due_at ? `, until iteration ${goal.due_at}` : ''}, ${percent(goal.progress, 0)} of the way`));
}

export function goalsPanel() {
  let latest = [];
  const draw = onChange((goals) => {
    latest = goals;
    const order = { active: 0, achieved: 1 };
    const sorted = [...goals].reverse().sort((a, b) => (order[a.status] ?? 2) - (order[b.status] ?? 2));
    find('goals-list').replaceChildren(...(sorted.length ? sorted.map(goalElement)
      : [make('p', { class: 'note' }, 'none yet: the run sets some, and els goals add sets yours')]));
  });
  return { draw: (status) => draw([...(status.goals || []), ...(status.advice || [])]), rows: () => latest, json: () => latest };
}

/* ---- configuration ---- */

const CHANGE_CLASS = { promoted: 'good', set: 'good', rejected: 'bad', rolled_back: 'warn' };

function changeElement(change) {
  const write = (value) => (value === null ? 'default' : String(value));
  const effect = typeof change.effect === 'number' && change.pairs
    ? `; effect ${number(change.effect)} on ${change.pairs} pairs, e-value ${number(change.e_value)}` : '';
  return make('li', { class: CHANGE_CLASS[change.status] || 'soft' },
    make('div', {}, make('strong', {}, change.parameter), ` ${write(change.from)} → ${write(change.to)} `,
      make('span', { class: `tag ${CHANGE_CLASS[change.status] || 'soft'}` }, change.status.replace('_', ' '))),
    make('p', { class: 'note' }, `change ${change.change}, ${change.scope}, by ${change.by}: iteration ${change.made_at}`
      + `${change.decided_at ? ` to ${change.decided_at}` : ''}${change.result ? `; ${change.result}` : ''}${effect}`));
}

function decisionElement(decision) {
  const name = CHANGE_CLASS[decision.verdict] || 'soft';
  const points = (share) => (100 * share).toFixed(1);
  const evidence = decision.pairs
    ? `; effect ${points(decision.effect)} points [${points(decision.low)}, ${points(decision.high)}] on ${decision.pairs} pairs, e-value ${number(decision.e_value)}` : '';
  return make('li', { class: name, 'data-decision': `${decision.iteration}/${decision.position}` },
    make('div', {}, 'learned ', make('strong', {}, decision.subject), ' ',
      make('span', { class: `tag ${name}` }, decision.verdict.replace('_', ' '))),
    make('p', { class: 'note' }, `run ${decision.run}, iteration ${decision.iteration}, by ${decision.by}: ${decision.text}${evidence}`));
}

export function configPanel() {
  const MOST = 100;
  let changes = [];
  let decisions = []; // on learned states; newest first, as the changes are

  const drawList = onChange(() => {
    const items = [
      ...changes.map((change) => [change.decided_at || change.made_at, changeElement(change)]),
      ...decisions.map((decision) => [decision.iteration, decisionElement(decision)]),
    ].sort((a, b) => b[0] - a[0]).slice(0, MOST).map(([, element]) => element);
    find('config-list').replaceChildren(...(items.length ? items
      : [make('li', { class: 'soft' }, make('p', { class: 'note' }, 'nothing was decided yet'))]));
  });
  const drawCounts = onChange((counts) => {
    const line = (name, of) => `${name}: ${of.promoted} promoted, ${of.rejected} rejected, ${of.rolled_back} rolled back, ${of.pending} pending`;
    find('config-counts').textContent = counts ? `${line('learned states', counts.learning)}. ${line('Settings', counts.config)}.` : '';
  });
  return {
    draw: (status) => drawCounts(status.decisions || null),
    /** Of one run: iterations of others are not in its order. */
    drawHistory(history, decided) {
      changes = (history.changes || []).slice(0, MOST);
      decisions = decided.decisions.filter((decision) => decision.run === decided.decisions[0].run);
      drawList([changes, decisions]);
    },
    rows: () => changes,
    json: () => ({ changes, decisions }),
  };
}

/* ---- processes ---- */

const SILENT_S = 3;

export function executorsPanel() {
  let latest = [];
  const draw = onChange(([processes, age, live]) => {
    latest = processes;
    const order = (process) => (process.role === 'executor' ? 0 : 1);
    const rows = [...processes].sort((a, b) => order(a) - order(b)).map((process) => {
      const silent = process.silent_seconds + (age || 0);
      const [name, state] = !live ? ['bad', 'gone'] : silent > SILENT_S ? ['bad', `silent for ${silent.toFixed(0)} s`]
        : process.is_busy ? ['good', 'at work'] : ['good', 'alive'];
      return make('tr', {},
        make('td', {}, process.instance),
        make('td', { class: name }, make('span', { class: 'dot' }), state),
        make('td', { class: 'number' }, process.iteration ? number(process.iteration) : ''),
        make('td', { class: 'number' }, `${percent(process.uptime_seconds > 0 ? process.cpu_seconds / process.uptime_seconds : 0, 0)}`),
        make('td', { class: 'number' }, `${process.memory_mib.toFixed(0)} MiB`),
        make('td', { class: 'number' }, process.role === 'executor' ? number(process.work_units) : ''),
        make('td', { class: 'number' }, duration(process.uptime_seconds)));
    });
    fillTable(find('executors-table'), live ? 'processes the broker hears' : 'no run is on',
      [['process'], ['state'], ['iteration', true], ['CPU', true], ['memory', true], ['work units', true], ['up', true]], rows);
  });
  const drawMachine = onChange((system) => {
    const wanted = (system?.resources || []).filter((resource) => !resource.name.startsWith('process:'));
    find('machine').replaceChildren(...wanted.flatMap((resource) => [make('dt', {}, resource.name),
      make('dd', { class: resource.state === 'optimal' || resource.state === 'healthy' ? null : 'warn' },
        `${number(resource.value)} of ${number(resource.limit)} ${resource.unit}, ${resource.state}`)]));
  });
  return {
    draw(status) {
      const heard = status.processes || {};
      draw([heard.processes || [], Math.round(heard.age_seconds || 0), Boolean(status.live)]);
      drawMachine(status.system || null);
    },
    rows: () => latest,
    json: () => latest,
  };
}
