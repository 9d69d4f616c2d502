// The whole plan on one page, for a pull request: what needs a look first, what stays as it is folded.
const TONE = { new: 'green', adopted: 'amber', changed: 'blue', affected: 'violet', dropped: 'red', unchanged: 'grey', kept: 'grey', built: 'grey', stops: 'red', differs: 'amber', stays: 'amber', notices: 'grey', follows: 'grey', missing: 'red' };
const planBadge = (change) => badge(TONE[change] || 'amber', change);
const relations = data.rows.filter((row) => row.isRelation);
const outside = data.rows.filter((row) => !row.isRelation);
const shaped = relations.filter((row) => row.shape.length > 0 && row.isShapeKnown);
const unknown = relations.filter((row) => !row.isShapeKnown);
const consumed = relations.filter((row) => row.shape.length > 0 || row.readers.length > 0);
const copied = relations.filter((row) => row.copy);
const texts = relations.filter((row) => row.sql);
const isSame = (row) => row.change === 'unchanged' || row.change === 'kept';
const isFolded = (row) => row.fold !== null || isSame(row);
const count = (change) => relations.filter((row) => row.change === change).length;
const plural = (number, one, many) => format.int(number) + ' ' + (number === 1 ? one : many);

function bytes(value) {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  let at = 0;
  while (value >= 1000 && at < units.length - 1) { value /= 1000; at++; }
  return value.toFixed(1).replace(/\.0$/, '') + ' ' + units[at];
}

const textId = (row) => 'sql-' + texts.indexOf(row);
const nameOf = (row) => row.sql ? el('a', { href: '#' + textId(row), onclick: () => { document.getElementById(textId(row)).open = true; } }, row.relation) : row.relation;

function looks() {
  return [
    ...data.policies.filter((policy) => policy.state !== 'pass').map((policy) => ['red', policy.state, policy.policy, [policy.message, policy.where].filter(Boolean).join('; ')]),
    ...outside.filter((row) => ['red', 'amber'].includes(TONE[row.change] || 'amber')).map((row) => [TONE[row.change] || 'amber', row.change, row.relation, row.detail]),
    ...relations.filter((row) => row.change === 'dropped').map((row) => ['red', row.change, row.relation, row.detail]),
    ...shaped.filter((row) => row.readers.length > 0).map((row) => ['amber', 'shape', row.relation, row.shape.join('; ') + '; read by ' + row.readers.join('; ')]),
  ];
}

function tiles() {
  const known = copied.filter((row) => row.copy.bytes !== null);
  const size = known.reduce((sum, row) => sum + row.copy.bytes, 0);
  const tile = (target, figure, text) => el('a', { class: 'tile', href: '#' + target }, el('b', {}, figure), el('span', {}, text));
  return el('div', { class: 'tiles' },
    tile('changes', format.int(count('new') + count('changed') + count('adopted') + count('dropped')), 'relations new, changed, adopted or dropped'),
    tile('changes', format.int(count('affected')), 'affected by them'),
    consumed.length ? tile('consumers', format.int(shaped.length), 'change shape for consumers' + (unknown.length ? '; ' + format.int(unknown.length) + ' known after the build' : '')) : null,
    copied.length ? tile('copies', known.length ? (known.length < copied.length ? '≥ ' : '') + bytes(size) : format.int(copied.length), known.length ? 'copied from what is live' : 'start from a copy of what is live') : null,
    tile('same', format.int(relations.filter(isSame).length), 'stay as they are'));
}

function changes() {
  return dataTable({
    name: 'relations', rows: relations.filter((row) => !isFolded(row)), text: (row) => [row.relation, row.change, row.detail].join(' '), empty: 'Nothing changes.',
    filters: [
      { label: 'All', test: () => true },
      ...['new', 'adopted', 'changed', 'affected', 'dropped'].map((change) => ({ label: change[0].toUpperCase() + change.slice(1), test: (row) => row.change === change })),
    ],
    columns: [
      { label: 'Relation', kind: 'wide', value: (row) => row.relation, cell: nameOf },
      { label: 'Change', value: (row) => row.change, cell: (row) => planBadge(row.change) },
      { label: 'How and why', kind: 'wide', cell: (row) => row.detail },
    ],
  });
}

function consumers() {
  return dataTable({
    name: 'consumers', rows: consumed, text: (row) => [row.relation, ...row.shape, ...row.readers].join(' '),
    filters: [{ label: 'All', test: () => true }, { label: 'Known', test: (row) => row.isShapeKnown }, { label: 'Known after the build', test: (row) => !row.isShapeKnown }, { label: 'With readers', test: (row) => row.readers.length > 0 }],
    columns: [
      { label: 'Relation', kind: 'wide', value: (row) => row.relation, cell: nameOf },
      { label: 'Shape', kind: 'wide', cell: (row) => row.shape.length ? row.shape.join('; ') : row.change === 'new' ? 'new' : 'columns stay' },
      { label: 'Read by', kind: 'wide', cell: (row) => row.readers.map((reader) => el('span', { class: 'sub' }, reader)) },
    ],
  });
}

function copies() {
  return dataTable({
    name: 'copies', rows: copied, text: (row) => row.relation,
    columns: [
      { label: 'Relation', kind: 'wide', value: (row) => row.relation, cell: (row) => row.relation },
      { label: 'Size', num: true, tag: 'size', value: (row) => row.copy.bytes, cell: (row) => row.copy.bytes === null ? 'not known' : bytes(row.copy.bytes) },
      { label: 'Rows', num: true, tag: 'rows', value: (row) => row.copy.rows, cell: (row) => format.int(row.copy.rows) },
    ],
  });
}

function same() {
  const groups = new Map();
  for (const row of relations.filter(isFolded)) {
    const key = row.change + ' ' + (row.fold ?? row.detail);
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()].map((rows, at) => el('details', { class: 'rest', id: 'same-' + at },
    el('summary', {}, plural(rows.length, 'relation', 'relations') + ' ' + rows[0].change + ((rows[0].fold ?? rows[0].detail) ? ': ' + (rows[0].fold ?? rows[0].detail) : '')),
    el('ul', { class: 'list' }, rows.map((row) => el('li', {}, row.relation)))));
}

const main = el('main');
const found = looks();
const tone = found.some(([tone]) => tone === 'red') ? 'red' : found.length ? 'amber' : 'blue';
const facts = [['Live now', data.live || 'nothing yet'], ['Branch', data.branch], ['Commit', data.commit], ['Migrations first', data.migrations.join(', ')]].filter(([, value]) => value);
const parts = [
  ['changes', 'Changes', section('changes', 'Changes', 'A link leads to the SQL.', changes())],
  consumed.length ? ['consumers', 'Consumers', section('consumers', 'Shapes for consumers', 'How the columns change that consumers read already. Readers are objects outside the release that name a column that goes or gets another type, and the exposures of the project.', consumers())] : null,
  texts.length ? ['sql', 'SQL', section('sql', 'SQL', null, texts.map((row) => el('details', { class: 'rest', id: textId(row) }, el('summary', {}, row.relation + (row.sql.file ? ': ' + row.sql.file : '')), row.sql.lines.length ? sqlTable(row.sql, row.sql.after) : el('p', { class: 'note' }, 'Not shown: ' + row.sql.note))))] : null,
  copied.length ? ['copies', 'Copies', section('copies', 'Copies', 'These relations start from a copy of what is live.', copies())] : null,
  outside.length ? ['outside', 'Outside', section('outside', 'Outside the release', null, dataTable({
    name: 'outside objects', rows: outside, text: (row) => [row.relation, row.change, row.detail].join(' '),
    columns: [{ label: 'Object', kind: 'wide', value: (row) => row.relation, cell: (row) => row.relation }, { label: 'Effect', value: (row) => row.change, cell: (row) => planBadge(row.change) }, { label: 'How and why', kind: 'wide', cell: (row) => row.detail }],
  }))] : null,
  ['same', 'Same', section('same', 'Stays as it is', null, relations.some(isFolded) ? same() : el('p', { class: 'note' }, 'Nothing.'))],
  data.statements.length ? ['statements', 'Statements', section('statements', 'Statements', null, folded('statements-all', plural(data.statements.length, 'statement', 'statements'), false, region('Statements', el('pre', { class: 'statements' }, data.statements.join('\n')))))] : null,
].filter(Boolean);
frame(['Plan ', el('span', {}, data.environment)], [['overview', 'Overview'], ...parts.map(([id, title]) => [id, title])], main,
  'Written by data-release ' + data.tool + ' at ' + format.when(data.at) + '. Nothing of this has happened. This page loads and sends nothing.');
main.append(
  el('div', { class: 'decision t-' + tone, id: 'overview' },
    el('div', { class: 'kicker' }, badge(tone, 'Plan'), el('span', {}, data.environment)),
    el('h1', {}, data.release + ' (' + data.version + ') would change ' + plural(count('new') + count('changed') + count('adopted') + count('dropped'), 'relation', 'relations')),
    el('p', { class: 'why' }, data.summary)),
  el('dl', { class: 'facts' }, facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))),
  tiles());
if (found.length) main.append(section('look', 'Needs a look', null, el('ul', { class: 'look' }, found.map(([colour, word, name, message]) => el('li', { class: 't-' + colour }, badge(colour, word), el('span', {}, el('strong', {}, name)), message ? el('span', { class: 'muted' }, message) : null)))));
main.append(...parts.map(([, , part]) => part));
document.documentElement.dataset.ready = String(Math.round(performance.now()));
