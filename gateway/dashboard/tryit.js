// tryit.js: asks one question, and says of the answer what was right.
import { get, post } from './api.js';
import { fillSelect, find, make } from './dom.js';
import { number, percent } from './format.js';

export function tryPanel() {
  const form = find('try-form');
  const place = find('try-answer');

  function say(text, name) {
    place.append(make('p', { class: name }, text));
  }

  async function tell(id, said, element) {
    for (const control of element.querySelectorAll('button, input')) control.disabled = true;
    try {
      const learned = await post('/feedback', { id, ...said });
      say(learned.right ? 'learned: that was right' : 'learned: that was wrong', 'good');
    } catch (problem) {
      for (const control of element.querySelectorAll('button, input')) control.disabled = false;
      say(problem.message, 'problem');
    }
  }

  function feedback(solved) {
    const right = make('input', { size: 14, 'aria-label': 'the right answer', placeholder: 'the right answer', maxlength: 2048 });
    const element = make('div', { class: 'row' },
      make('button', { type: 'button', click: () => tell(solved.id, { verdict: 'right' }, element) }, 'Right'),
      make('button', { type: 'button', click: () => tell(solved.id, { verdict: 'wrong' }, element) }, 'Wrong'),
      right,
      make('button', { type: 'button', click: () => right.value.trim() && tell(solved.id, { answer: right.value.trim() }, element) }, 'Teach'));
    return element;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = {};
    for (const name of ['question', 'context', 'kind', 'type'])
      if (form.elements[name].value.trim()) body[name] = form.elements[name].value.trim();
    const button = form.querySelector('button');
    button.disabled = true;
    place.replaceChildren(make('p', { class: 'note' }, 'asking'));
    try {
      const solved = await post('/solve', body);
      place.replaceChildren(
        make('p', { class: 'answer' }, solved.answer === '' ? 'no answer' : solved.answer),
        make('p', { class: 'note' }, `${percent(solved.confidence, 0)} sure; ${solved.agent}, ${number(solved.cost)} work units; id ${solved.id}`),
        make('details', {}, make('summary', {}, 'how'), make('div', { class: 'trace' }, solved.trace)),
        feedback(solved));
    } catch (problem) {
      place.replaceChildren(make('p', { class: 'problem' }, problem.message));
    }
    button.disabled = false;
  });

  return {
    async begin() {
      const { plugins } = await get('/plugins/list');
      fillSelect(form.elements.kind, plugins.map((plugin) => plugin.name));
      return plugins;
    },
  };
}
