const relationLink = (relation, text) => el('a', { href: '#relation=' + encodeURIComponent(relation.name) }, text || relation.name);
const worst = (checks) => checks.reduce((state, check) => ORDER.indexOf(check.state) > ORDER.indexOf(state) ? check.state : state, 'skipped');
const differing = (relation) => relation.diff ? relation.diff.added + relation.diff.removed + relation.diff.changed : 0;

// Looked up once: every table and figure asks by name or id.
const index = {
  relation: new Map(data.relations ? data.relations.map((relation) => [relation.name, relation]) : []),
  node: new Map((data.nodes || []).map((node) => [node.id, node])),
  lineage: new Map((data.lineage || []).map((node) => [node.id, node])),
  readers: new Map(),
  checks: new Map(),
};
for (const node of data.lineage || []) for (const id of node.dependsOn) index.readers.set(id, [...(index.readers.get(id) || []), node.id]);
for (const check of data.checks || []) if (check.relation) index.checks.set(check.relation, [...(index.checks.get(check.relation) || []), check]);
const checksOf = (name) => index.checks.get(name) || [];

// The first clause is the headline; what follows says why.
function headline(sentence) {
  const end = /: |; |\. /.exec(sentence);
  return end ? [sentence.slice(0, end.index), sentence.slice(end.index + 2)] : [sentence.replace(/\.$/, ''), ''];
}

function decision() {
  const { release, decision } = data;
  const outcome = OUTCOME[decision.outcome];
  const [short, why] = headline(decision.sentence);
  const fact = (title, value) => value ? el('div', {}, el('dt', {}, title), el('dd', {}, value)) : null;
  return el('div', { id: 'overview' },
    el('div', { class: 'decision t-' + outcome.tone },
      el('div', { class: 'kicker' }, badge(outcome.tone, outcome.word), el('span', {}, data.project ? data.project + ' to ' : 'to ', el('strong', {}, data.environment)), decision.code ? el('code', {}, decision.code) : null),
      el('h1', {}, short, byMetric()), why ? el('p', { class: 'why' }, why) : null,
      decision.toDo ? el('p', { class: 'todo' }, 'What to do: ', decision.toDo, '.') : null),
    needsLook(),
    commandSection(),
    tiles(),
    el('dl', { class: 'facts' },
      fact('Release', release.id + (release.version ? ', version ' + release.version : '')),
      fact('Compared with', release.base ? release.base + (release.baseVersion ? ' (' + release.baseVersion + ')' : '') : 'nothing: the first release'),
      fact('Commit', release.commit ? el('code', { title: release.commit }, release.commit.slice(0, 12)) : null),
      fact('Branch', release.branch), fact('By', release.createdBy), fact('Started', format.when(release.createdAt)), fact('Live since', release.liveAt ? format.when(release.liveAt) : null),
      fact('Built by', release.builder), fact('Strategy', release.strategy), fact('Green schema', el('code', {}, release.greenSchema)), fact('Live schema', el('code', {}, release.liveSchema)),
      data.links.length ? fact('See also', data.links.map((link, at) => [at ? ', ' : '', outLink(link.address, link.title)])) : null));
}

function tiles() {
  const real = data.relations.filter((relation) => relation.change !== 'dropped');
  const changed = data.relations.filter((relation) => ['new', 'changed', 'affected', 'dropped'].includes(relation.change)).length;
  const compared = data.relations.filter((relation) => relation.diff && !relation.diff.isSame);
  const rows = compared.reduce((sum, relation) => sum + differing(relation), 0);
  const bad = data.checks.filter((check) => !['pass', 'skipped'].includes(check.state)).length;
  const failed = data.nodes.filter((node) => !['success', 'pass', 'warn', 'skipped'].includes(node.status)).length;
  const seconds = data.steps.reduce((sum, step) => sum + step.seconds, 0);
  const tile = (target, figure, text) => el('a', { class: 'tile', href: '#' + target }, el('b', {}, figure), el('span', {}, text));
  return el('div', { class: 'tiles' },
    tile('relations', changed + ' of ' + real.length, data.release.base ? 'relations new, changed or affected' : 'relations, all of them new'),
    tile('relations', compared.length ? format.int(rows) : '–', compared.length ? 'rows differ in ' + compared.length + ' compared' : 'rows not compared'),
    tile('checks', bad + ' of ' + data.checks.length, 'checks need a look'),
    tile('timings', failed ? failed + ' failed' : format.seconds(seconds), failed ? 'of ' + data.nodes.length + ' build nodes' : data.nodes.length + ' build nodes and ' + data.steps.length + ' steps'));
}

function needsLook() {
  const items = [];
  const failure = data.monitoring?.outcome.failure;
  if (failure)
    items.push({ tone: 'red', word: 'metric', title: failure.metric, text: failure.message || failure.why, sub: [figures(failure), failure.at ? format.when(failure.at) : ''].filter(Boolean).join(', ') });
  for (const cause of data.rootCauses || [])
    items.push({ tone: 'red', word: 'root cause', title: '', relation: cause.relation, text: cause.change + (cause.file ? ' in ' + cause.file : '') + '; explains ' + cause.checks.length + (cause.checks.length === 1 ? ' refusing check' : ' refusing checks'), sub: cause.checks.slice(0, 3).join(', ') + (cause.checks.length > 3 ? ' and ' + (cause.checks.length - 3) + ' more' : '') });
  for (const node of data.nodes.filter((node) => ['error', 'fail', 'runtime error'].includes(node.status)))
    items.push({ tone: 'red', word: node.status, title: node.kind + ' ' + node.name, text: node.message });
  for (const check of data.checks.filter((check) => !['pass', 'skipped'].includes(check.state) && !(check.node && index.node.get(check.node)?.status === 'fail')).sort((a, b) => ORDER.indexOf(b.state) - ORDER.indexOf(a.state)))
    items.push({ tone: CHECK[check.state].tone, word: CHECK[check.state].word, title: check.name, relation: check.relation, text: check.message, sub: check.value });
  for (const relation of data.relations.filter((relation) => relation.isUnexplained))
    items.push({ tone: 'amber', word: 'unexplained', title: '', relation: relation.name, text: 'its rows changed, and nothing upstream did' });
  if (items.length === 0) return null;
  const most = 6;
  const list = el('ul', { class: 'look' });
  const draw = (shown) => list.replaceChildren(...items.slice(0, shown).map((item) => el('li', { class: 't-' + item.tone },
    badge(item.tone, item.word),
    el('span', {}, el('strong', {}, item.title), item.title && item.relation ? ' of ' : '', item.relation && index.relation.has(item.relation) ? relationLink(index.relation.get(item.relation)) : item.relation || ''),
    item.text || item.sub ? el('span', { class: 'muted' }, item.text.length > 600 ? item.text.slice(0, 600) + '…' : item.text, item.sub ? el('span', {}, item.text ? ' (' : '', item.sub, item.text ? ')' : '') : null) : null)),
  ...(shown < items.length ? [el('li', { class: 't-grey' }, el('button', { class: 'link', type: 'button', onclick: () => draw(items.length) }, 'Show ' + (items.length - shown) + ' more'))] : []));
  draw(most);
  return el('section', { 'aria-labelledby': 'look-h' }, el('h2', { id: 'look-h' }, 'Needs a look'), list);
}

function checkSection() {
  const is = (...states) => (check) => states.includes(check.state);
  return section('checks', 'Checks', data.checks.length ? null : 'No check has run on this release.', data.checks.length === 0 ? null : dataTable({
    name: 'checks', rows: data.checks, empty: 'No check has run.', sort: { column: 0, down: true },
    text: (check) => [check.name, check.relation, check.state, check.value, check.message].join(' '),
    filters: [
      { label: 'All', test: () => true }, { label: 'Fail', test: is('fail') }, { label: 'Inconclusive', test: is('inconclusive') },
      { label: 'Warn', test: is('warn') }, { label: 'Pass', test: is('pass') }, { label: 'Skipped', test: is('skipped') },
    ],
    columns: [
      { label: 'State', value: (check) => ORDER.indexOf(check.state), cell: (check) => checkBadge(check.state) },
      { label: 'Check', kind: 'word', value: (check) => check.name, cell: (check) => [el('strong', {}, check.name), check.severity === 'warn' ? el('span', { class: 'sub' }, 'only warns') : null] },
      { label: 'Relation', kind: 'word', value: (check) => check.relation, cell: (check) => index.relation.has(check.relation) ? relationLink(index.relation.get(check.relation)) : check.relation },
      { label: 'Found', tag: 'found', kind: 'word', value: (check) => check.value, cell: (check) => check.value },
      { label: 'Allowed', tag: 'allowed', value: (check) => check.threshold, cell: (check) => el('span', { class: 'muted' }, check.threshold) },
      { label: 'Message', kind: 'wide', cell: (check) => check.message.length > 400 ? check.message.slice(0, 400) + '…' : check.message },
    ],
  }));
}

function commandSection() {
  return section('back', data.decision.outcome === 'live' ? 'How to go back' : 'What can be done now', null,
    el('div', { class: 'cmds' }, data.commands.map((command) => el('div', { class: 'cmd' }, el('code', {}, command.command), el('p', {}, command.what), copyButton(command.command)))),
    el('p', { class: 'muted small more' }, 'As things stood at ' + format.when(data.at) + '; ', el('code', {}, 'data-release status'), ' says what is possible now.'));
}
