// control.js: start and stop, and the dialogs.
import { post, setToken } from './api.js';
import { find, make } from './dom.js';

export function controls(refresh) {
  const startForm = find('start-form');

  startForm.addEventListener('submit', async (event) => {
    event.preventDefault();
    const value = (name) => Number(startForm.elements[name].value);
    const plugins = [...startForm.querySelectorAll('input[name="plugin"]:checked')].map((box) => box.value);
    const body = {
      iterations: value('iterations'), batch_size: value('batch_size'), executors: value('executors'), seed: value('seed'),
      fresh: startForm.elements.fresh.checked, ...(plugins.length ? { plugins } : {}),
    };
    find('start-problem').textContent = '';
    try {
      await post('/start', body);
      find('start-dialog').close();
      refresh();
    } catch (problem) {
      find('start-problem').textContent = problem.message;
    }
  });

  find('start').addEventListener('click', () => {
    find('start-problem').textContent = '';
    find('start-dialog').showModal();
  });
  find('stop').addEventListener('click', async () => {
    find('stop').disabled = true;
    try {
      await post('/stop');
    } catch (problem) {
      find('run-line').textContent = problem.message;
    }
    refresh();
  });
  find('help').addEventListener('click', () => find('help-dialog').showModal());
  for (const button of document.querySelectorAll('[data-close]'))
    button.addEventListener('click', () => button.closest('dialog').close());
  find('token-form').addEventListener('submit', (event) => {
    event.preventDefault();
    setToken(find('token-form').elements.token.value.trim());
    window.location.reload();
  });

  return {
    takePlugins(plugins) {
      find('start-plugins').replaceChildren(...plugins.map((plugin) => make('label', { class: 'check', title: plugin.description },
        make('input', { type: 'checkbox', name: 'plugin', value: plugin.name }), ` ${plugin.name}`)));
    },
    takeStatus(status) {
      const own = status.process?.state;
      find('start').disabled = Boolean(status.live);
      find('stop').disabled = !status.live || own === 'starting' || own === 'stopping';
    },
    askToken() {
      if (!find('token-dialog').open) find('token-dialog').showModal();
    },
  };
}
