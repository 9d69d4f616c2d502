const STATUS = { success: 'green', pass: 'green', done: 'green', warn: 'amber', skipped: 'grey', refused: 'red', failed: 'red', fail: 'red', error: 'red', 'runtime error': 'red' };

function timingSection() {
  const time = (text) => text ? Date.parse(text) / 1000 : null;
  const steps = data.steps.map((step) => ({ name: step.name, seconds: step.seconds, start: time(step.startedAt), tone: step.state === 'done' ? 'blue' : STATUS[step.state] || 'grey', state: step.state, step: true, detail: step.detail }));
  const nodes = data.nodes.map((node) => ({ name: node.name, kind: node.kind, seconds: node.seconds, start: time(node.startedAt), tone: STATUS[node.status] || 'red', state: node.status, detail: node.message }));
  const all = [...steps, ...nodes];
  if (all.length === 0) return section('timings', 'Timings', 'Nothing has run.');

  // A release whose commands were hours apart is drawn by command: only the span with the build is a picture worth having.
  const started = all.filter((bar) => bar.start !== null);
  const build = steps.filter((step) => step.start !== null && step.name === 'build').pop() || started[0];
  const near = started.filter((bar) => !build || Math.abs(bar.start - build.start) < Math.max(3600, 4 * build.seconds));
  const from = near.length ? Math.min(...near.map((bar) => bar.start)) : 0;
  const span = Math.max(0.001, near.length ? Math.max(...near.map((bar) => bar.start + bar.seconds)) - from : Math.max(...all.map((bar) => bar.seconds)));
  const state = { filter: 'models', sort: 'start', all: false };
  const holder = el('div', { class: 'gantt', role: 'region', 'aria-label': 'Timings', tabindex: '0' });
  const most = 60;

  function row(bar) {
    const placed = bar.start !== null && near.includes(bar);
    const begin = placed ? bar.start - from : 0;
    const label = (bar.kind ? bar.kind + ' ' : '') + bar.name + ': ' + bar.state + ', ' + format.seconds(bar.seconds) + (placed ? ', from ' + format.seconds(begin) : bar.start !== null ? ', at ' + format.when(new Date(bar.start * 1000).toISOString()) : '') + (bar.detail ? '. ' + bar.detail.slice(0, 300) : '');
    const track = el('div', { class: 'g-track t-' + bar.tone });
    if (placed || near.length === 0) track.append(styled(el('i'), { left: Math.min(99.5, 100 * begin / span) + '%', width: Math.max(0.2, Math.min(100, 100 * bar.seconds / span)) + '%' }));
    return el('div', { class: 'g-row' + (bar.step ? ' step' : ''), title: label },
      el('span', { class: 'name' }, bar.name, bar.tone === 'red' ? [' ', badge('red', bar.state)] : bar.tone === 'amber' ? [' ', badge('amber', bar.state)] : null), track, el('span', { class: 'secs' }, format.seconds(bar.seconds)));
  }

  function draw() {
    let shown = nodes.filter((node) => state.filter === 'all' || (state.filter === 'tests') === (node.kind === 'test' || node.kind === 'unit_test'));
    shown.sort(state.sort === 'start' ? (a, b) => (a.start ?? 0) - (b.start ?? 0) : (a, b) => b.seconds - a.seconds);
    const total = shown.length;
    if (!state.all) shown = shown.slice(0, most);
    holder.replaceChildren(
      el('div', { class: 'g-row g-head' }, el('span', {}, 'step or node'), el('div', { class: 'ticks' }, [0, 1, 2, 3].map((quarter) => el('span', {}, format.seconds(span * quarter / 4)))), el('span', { class: 'secs' }, format.seconds(span))),
      ...steps.map(row), ...shown.map(row),
      ...(shown.length < total ? [el('button', { class: 'btn small', type: 'button', onclick: () => { state.all = true; draw(); } }, 'Show all ' + total)] : []));
    for (const button of buttons) button.setAttribute('aria-pressed', state[button.dataset.of] === button.dataset.value ? 'true' : 'false');
  }

  const choice = (of, value, text) => el('button', { class: 'btn', type: 'button', 'data-of': of, 'data-value': value, onclick: () => { state[of] = value; draw(); } }, text);
  const buttons = [choice('filter', 'models', 'Models'), choice('filter', 'tests', 'Tests'), choice('filter', 'all', 'All'), choice('sort', 'start', 'By start'), choice('sort', 'long', 'Longest first')];
  draw();
  const slow = [...nodes].sort((a, b) => b.seconds - a.seconds)[0];
  return section('timings', 'Timings', format.seconds(steps.reduce((sum, step) => sum + step.seconds, 0)) + ' in steps' + (slow ? '; the longest node is ' + slow.name + ' with ' + format.seconds(slow.seconds) : '') + '.',
    nodes.length ? el('div', { class: 'tools' }, el('div', { class: 'chips', role: 'group', 'aria-label': 'Which nodes' }, buttons.slice(0, 3)), el('div', { class: 'chips', role: 'group', 'aria-label': 'Order' }, buttons.slice(3))) : null,
    holder);
}
