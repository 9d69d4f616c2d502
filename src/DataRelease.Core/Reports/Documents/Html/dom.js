const data = JSON.parse(document.getElementById('data').textContent);
const SVG = 'http://www.w3.org/2000/svg';

// Text of strangers: what can't be seen, or turns the text around it, is shown as a sign for itself.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

function visible(text) {
  return String(text).replace(HIDDEN, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '⟨U+' + code.toString(16).toUpperCase().padStart(4, '0') + '⟩';
  });
}

// Only text nodes are made of text: nothing here takes HTML.
function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : visible(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return node;
}

const el = (name, props, ...children) => fill(document.createElement(name), props, children);
const svg = (name, props, ...children) => fill(document.createElementNS(SVG, name), props, children);

// A style set by script is allowed by the page's policy; one in markup is not.
function styled(node, style) {
  Object.assign(node.style, style);
  return node;
}

const format = {
  int: (value) => value === null || value === undefined ? '–' : Number(value).toLocaleString('en-US'),
  percent: (value) => (Math.abs(value) < 0.1 && value !== 0 ? value.toPrecision(1) : value.toFixed(Math.abs(value) < 10 ? 1 : 0).replace(/\.0$/, '')) + ' %',
  // A figure of many digits, to as many as are of use: at least four, all of a whole number, and more where two figures would look alike.
  pair: (before, after) => {
    const texts = [before, after];
    const plain = (text) => text === null || (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Math.abs(Number(text)) < 1e15);
    if (!texts.every(plain)) return texts;
    const short = (text, digits) => {
      if (text === null) return null;
      const value = Number(text);
      return Math.abs(value) < 1 ? value.toLocaleString('en-US', { maximumSignificantDigits: digits }) : value.toLocaleString('en-US', { maximumFractionDigits: Math.max(0, digits - String(Math.trunc(Math.abs(value))).length) });
    };
    for (let digits = 4; digits <= 15; digits++) {
      const shown = texts.map((text) => short(text, digits));
      if (before === null || after === null || before === after || shown[0] !== shown[1]) return shown;
    }
    return texts;
  },
  seconds: (value) => value >= 3600 ? (value / 3600).toFixed(1) + ' h' : value >= 120 ? (value / 60).toFixed(1) + ' min' : value >= 10 ? value.toFixed(1) + ' s' : value.toFixed(2) + ' s',
  when: (text) => text ? text.slice(0, 19).replace('T', ' ') + ' UTC' : '–',
  signed: (value) => (value > 0 ? '+' : value < 0 ? '−' : '±') + Math.abs(value).toLocaleString('en-US'),
};

const CHECK = {
  fail: { tone: 'red', icon: '✕', word: 'fail' },
  inconclusive: { tone: 'violet', icon: '?', word: 'inconclusive' },
  warn: { tone: 'amber', icon: '!', word: 'warn' },
  pass: { tone: 'green', icon: '✓', word: 'pass' },
  skipped: { tone: 'grey', icon: '–', word: 'skipped' },
};
const ORDER = ['skipped', 'pass', 'warn', 'inconclusive', 'fail'];

const CHANGE = {
  new: { tone: 'green', word: 'new', tells: 'blue does not have it' },
  changed: { tone: 'blue', word: 'changed', tells: 'its file changed' },
  affected: { tone: 'violet', word: 'affected', tells: 'something that it reads changed' },
  dropped: { tone: 'red', word: 'dropped', tells: 'no longer in the project' },
  shared: { tone: 'grey', word: 'shared', tells: 'not built anew: blue\'s own relation' },
  same: { tone: 'grey', word: 'same', tells: 'its file and what it reads are as before' },
};

const OUTCOME = {
  live: { tone: 'green', word: 'Live' },
  waiting: { tone: 'blue', word: 'Waits for its swap' },
  refused: { tone: 'red', word: 'Refused' },
  failed: { tone: 'red', word: 'Failed' },
  under_way: { tone: 'amber', word: 'Unfinished' },
  superseded: { tone: 'grey', word: 'Superseded' },
  rolled_back: { tone: 'amber', word: 'Rolled back' },
  aborted: { tone: 'grey', word: 'Given up' },
  retired: { tone: 'grey', word: 'Retired' },
};

const badge = (tone, ...text) => el('span', { class: 'badge t-' + tone }, ...text);
const checkBadge = (state) => badge(CHECK[state].tone, el('span', { 'aria-hidden': 'true' }, CHECK[state].icon), CHECK[state].word);
const changeBadge = (change) => fill(badge(CHANGE[change].tone, CHANGE[change].word), { title: CHANGE[change].tells }, []);

// The reader's choice wins over the system's; a page from a file may have no storage.
const theme = {
  system: window.matchMedia('(prefers-color-scheme: dark)'),
  stored() { try { return localStorage.getItem('data-release-theme'); } catch { return null; } },
  store(value) { try { value ? localStorage.setItem('data-release-theme', value) : localStorage.removeItem('data-release-theme'); } catch { /* it holds for this visit */ } },
  apply(choice) { document.documentElement.dataset.theme = choice || (theme.system.matches ? 'dark' : 'light'); },
  button() {
    let choice = theme.stored();
    const button = el('button', { class: 'btn small', type: 'button', id: 'theme' });
    const say = () => { theme.apply(choice); button.textContent = choice === 'dark' ? 'Dark' : choice === 'light' ? 'Light' : 'Auto'; button.setAttribute('aria-label', 'Colours: ' + button.textContent + '. Change'); };
    button.addEventListener('click', () => { choice = choice === null ? (theme.system.matches ? 'light' : 'dark') : choice === 'light' && !theme.system.matches ? 'dark' : choice === 'dark' && theme.system.matches ? 'light' : null; theme.store(choice); say(); });
    theme.system.addEventListener('change', say);
    say();
    return button;
  },
};

function frame(brand, sections, main, closing) {
  const nav = el('nav', { class: 'sections', 'aria-label': 'Sections' }, sections.map(([id, title]) => el('a', { href: '#' + id }, title)));
  document.getElementById('app').replaceChildren(
    el('a', { class: 'skip', href: '#main' }, 'Skip to the report'),
    el('header', { class: 'top' }, el('div', { class: 'top-in' }, el('div', { class: 'brand' }, brand), nav, theme.button())),
    fill(main, { id: 'main', tabindex: '-1' }, []),
    el('footer', {}, closing));
}

// Only what is a web address, or a page beside this one, becomes a link.
function outLink(address, ...text) {
  return /^https?:\/\/[^\s]+$/.test(address) || /^[A-Za-z0-9_-]+\.html$/.test(address) ? el('a', { href: address, rel: 'noreferrer' }, ...text) : el('span', {}, ...text);
}

// What is read only by those who look for it.
function folded(id, title, open, ...children) {
  return el('details', { id, class: 'rest', open }, el('summary', {}, title), ...children);
}

function section(id, title, lead, ...children) {
  return el('section', { id, 'aria-labelledby': id + '-h' }, el('h2', { id: id + '-h' }, title), lead ? el('p', { class: 'lead' }, lead) : null, ...children);
}

function copyButton(text) {
  const button = el('button', { class: 'btn small', type: 'button', 'aria-label': 'Copy: ' + text, onclick: async () => {
    try { await navigator.clipboard.writeText(text); button.textContent = 'Copied'; }
    catch { button.textContent = 'Select and copy'; }
    setTimeout(() => { button.textContent = 'Copy'; }, 1600);
  } }, 'Copy');
  return button;
}
