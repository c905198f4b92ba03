// theme.js: light, dark, or as the system has it.
import { find } from './dom.js';

const NAMES = ['auto', 'light', 'dark'];
const KEY = 'els-theme';

export function themeSwitch(repaint) {
  let name = localStorage.getItem(KEY) || 'auto';
  function apply() {
    if (name === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    find('theme').textContent = `Theme: ${name}`;
    repaint();
  }
  function next() {
    name = NAMES[(NAMES.indexOf(name) + 1) % NAMES.length];
    localStorage.setItem(KEY, name);
    apply();
  }
  find('theme').addEventListener('click', next);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
}
