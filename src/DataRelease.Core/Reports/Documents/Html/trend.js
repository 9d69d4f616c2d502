const STATE = { live: 'green', superseded: 'grey', failed: 'red', aborted: 'grey', rolled_back: 'amber', retired: 'grey', validated: 'blue' };
const releases = data.releases;
const tone = (release) => STATE[release.state] || 'amber';
// What never went live is no part of how things went.
const isApart = (release) => ['failed', 'aborted'].includes(release.state);
const points = (pick) => releases.map((release) => ({ label: release.id, note: release.version + ', ' + release.state, tone: tone(release), apart: isApart(release), value: pick(release) }));
const total = (release) => release.steps.reduce((sum, step) => sum + step.seconds, 0);

function history() {
  return dataTable({
    name: 'releases', rows: [...releases].reverse(), text: (release) => [release.id, release.version, release.state].join(' '),
    columns: [
      { label: 'Release', value: (release) => Number(release.id.slice(1)), cell: (release) => el('strong', {}, release.page ? outLink(release.page, release.id) : release.id) },
      { label: 'Version', value: (release) => release.version, cell: (release) => release.version },
      { label: 'State', value: (release) => release.state, cell: (release) => badge(tone(release), release.state.replace('_', ' ')) },
      { label: 'Started', value: (release) => release.createdAt, cell: (release) => format.when(release.createdAt) },
      { label: 'Checks that need a look', tag: 'need a look', num: true, value: look, cell: (release) => look(release) + ' of ' + release.checks.length },
      { label: 'Took', tag: 'took', num: true, value: total, cell: (release) => release.steps.length ? format.seconds(total(release)) : '–' },
    ],
  });
}

const look = (release) => release.checks.filter((check) => !['pass', 'skipped'].includes(check.state)).length;

function durations() {
  const names = [...new Set(releases.flatMap((release) => release.steps.map((step) => step.name)))];
  const most = Math.max(...releases.map(total));
  if (!(most > 0)) return el('p', { class: 'note' }, 'These releases were made before durations were kept.');
  const [width, height, bottom] = [720, 190, 20];
  const step = width / releases.length;
  const bars = releases.map((release, at) => {
    let y = height - bottom;
    return release.steps.map((part) => {
      const tall = (height - bottom - 8) * part.seconds / most;
      y -= tall;
      return svg('rect', { class: 's-' + (names.indexOf(part.name) % 6), x: (at * step + step * 0.15).toFixed(1), y: y.toFixed(1), width: Math.min(step * 0.7, 60).toFixed(1), height: Math.max(tall, 0.5).toFixed(1) }, svg('title', {}, release.id + ' ' + part.name + ': ' + format.seconds(part.seconds)));
    });
  });
  const every = Math.ceil(releases.length / 12);
  return el('div', { class: 'chart' },
    svg('svg', { class: 'spark', viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': 'Seconds by release: ' + releases.map((release) => release.id + ' ' + format.seconds(total(release))).join(', ') }, bars,
      svg('line', { class: 'axis', x1: 0, x2: width, y1: height - bottom, y2: height - bottom }), releases.map((release, at) => at % every ? null : svg('text', { class: 'faint', x: (at * step + step * 0.15).toFixed(1), y: height - 5 }, release.id))),
    el('ul', { class: 'keys' }, names.map((name, at) => el('li', { class: 'k-s' }, el('i', { class: 's-' + (at % 6) }), name))));
}

// Small multiples, those that moved most first; a field narrows them.
function multiples(name, series, show) {
  const holder = el('div', { class: 'charts' });
  const count = el('span', { class: 'count', role: 'status' });
  const rest = el('p', { class: 'more' });
  const most = 24;
  let all = false;
  let query = '';
  const spread = (values) => { const known = values.filter((value) => value !== null); const high = Math.max(...known.map(Math.abs)); return high > 0 ? (Math.max(...known) - Math.min(...known)) / high : 0; };
  const ordered = series.map((one) => ({ ...one, spread: spread(one.points.map((point) => point.value)) })).sort((a, b) => b.spread - a.spread || a.title.localeCompare(b.title));
  function draw() {
    const found = ordered.filter((one) => one.title.toLowerCase().includes(query));
    const moved = found.filter((one) => one.spread > 0);
    const shown = all || query ? found : moved.slice(0, most);
    const latest = (one) => { const known = one.points.filter((point) => point.value !== null); return known.length ? show(known[known.length - 1].value) : '–'; };
    holder.replaceChildren(...shown.map((one) => el('div', { class: 'chart' }, el('h3', {}, el('span', {}, one.title), el('span', { class: 'muted' }, latest(one))), lineChart(one.title, one.points, show))));
    rest.replaceChildren(...(shown.length < found.length ? [el('button', { class: 'btn', type: 'button', onclick: () => { all = true; draw(); } }, shown.length < moved.length ? 'Show all ' + found.length : 'Show the ' + (found.length - shown.length) + ' that did not move')] : []));
    count.textContent = found.length + ' of ' + ordered.length;
  }
  draw();
  return [el('div', { class: 'tools' }, el('input', { type: 'search', placeholder: 'Search ' + name, 'aria-label': 'Search ' + name, oninput: (event) => { query = event.target.value.toLowerCase(); draw(); } }), count), holder, rest];
}

function rowSeries() {
  const names = [...new Set(releases.flatMap((release) => release.rows.map((entry) => entry.relation)))];
  const by = releases.map((release) => new Map(release.rows.map((entry) => [entry.relation, entry.rows])));
  return names.map((name) => ({ title: name, points: points((release) => by[releases.indexOf(release)].get(name) ?? null) }));
}

function checkSeries() {
  const key = (check) => check.name + (check.relation ? ' of ' + check.relation : '');
  const by = releases.map((release) => new Map(release.checks.filter((check) => check.value !== null && check.name !== 'row_count').map((check) => [key(check), check])));
  const names = [...new Set(by.flatMap((checks) => [...checks.keys()]))];
  return names.map((name) => ({ title: name, points: releases.map((release, at) => { const check = by[at].get(name); return { label: release.id, note: check ? check.state : '', tone: check ? CHECK[check.state].tone : 'grey', apart: isApart(release), value: check ? check.value : null }; }) }));
}

const hollow = releases.some(isApart) ? 'A hollow dot is a release that never went live; the line leaves it out.' : '';
const main = el('main');
const [first, latest] = [releases[0], releases[releases.length - 1]];
const failed = releases.filter((release) => release.state === 'failed').length;
const checks = checkSeries();
frame(['Trend ', el('span', {}, data.environment)], [['overview', 'Releases'], ['durations', 'Durations'], ['rows', 'Rows'], ...(checks.length ? [['checks', 'Checks']] : [])], main,
  'Written by data-release ' + data.tool + ' at ' + format.when(data.at) + '. This page loads and sends nothing.');
main.append(
  el('div', { class: 'decision t-blue', id: 'overview' }, el('h1', {}, releases.length + (releases.length === 1 ? ' release' : ' releases') + ' to ' + data.environment + ', ' + first.id + ' to ' + latest.id + (failed ? ': ' + failed + ' did not go live' : ''))),
  section('history', 'Releases', null, history()), section('durations', 'Durations', 'Wall time of each release by step.', durations()),
  section('rows', 'Rows', 'Rows of each relation when it was validated; those that moved most come first. ' + hollow, multiples('rows', rowSeries(), format.int)));
if (checks.length) main.append(section('checks', 'Checks', 'What each check measured; a dot has the colour of its outcome. ' + hollow, multiples('checks', checks, (value) => value.toLocaleString('en-US'))));
document.documentElement.dataset.ready = String(Math.round(performance.now()));
