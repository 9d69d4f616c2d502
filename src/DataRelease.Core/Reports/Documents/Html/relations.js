const importance = ['same', 'shared', 'affected', 'new', 'changed', 'dropped'];
const rank = (relation) => 10 * Math.max(0, ORDER.indexOf(worst(checksOf(relation.name))) - 1) + importance.indexOf(relation.change) + (differing(relation) ? 0.5 : 0);

function rowsCell(relation) {
  const { rowsBefore: before, rowsAfter: after } = relation;
  if (before === null && after === null) return '–';
  if (before === null) return format.int(after);
  if (after === null) return [format.int(before), el('span', { class: 'arrow' }, '→'), '–'];
  if (before === after) return format.int(after);
  const share = before > 0 ? ' (' + (after > before ? '+' : '−') + format.percent(Math.abs(100 * (after - before) / before)) + ')' : '';
  return [format.int(before), el('span', { class: 'arrow' }, '→'), format.int(after), el('span', { class: 'sub ' + (after < before ? 'delta-down' : 'delta-up') }, format.signed(after - before) + share)];
}

function diffCell(relation) {
  const diff = relation.diff;
  if (!diff) return relation.notCompared ? el('span', { class: 'muted small' }, 'not compared') : '';
  if (diff.isSame || differing(relation) === 0) return el('span', { class: 'muted' }, 'none');
  const parts = [['b-add', diff.added, 'added'], ['b-rem', diff.removed, 'removed'], ['b-chg', diff.changed, 'changed']];
  return [parts.filter((part) => part[1]).map((part) => format.int(part[1]) + ' ' + part[2]).join(', '), shareBar([...parts, ['b-same', Math.max(0, Math.max(diff.blueRows, diff.greenRows) - differing(relation)), 'equal']], 0, true)];
}

function relationSection() {
  const changed = (relation) => ['new', 'changed', 'affected', 'dropped'].includes(relation.change);
  const touched = data.relations.filter(changed).length;
  return section('relations', 'Relations', data.relations.length ? null : 'The release has no relations: it ended before anything was planned.', data.relations.length === 0 ? null : dataTable({
    // It begins with what changed, where something did and something did not.
    name: 'relations', start: touched > 0 && touched < data.relations.length ? 1 : 0, rows: [...data.relations].sort((a, b) => rank(b) - rank(a)),
    text: (relation) => [relation.name, relation.id, relation.change, relation.materialized, relation.file].join(' '),
    filters: [
      { label: 'All', test: () => true }, { label: 'Changed', test: changed }, { label: 'Rows differ', test: (relation) => differing(relation) > 0 },
      { label: 'Needs a look', test: (relation) => relation.isUnexplained || ORDER.indexOf(worst(checksOf(relation.name))) > 1 },
    ],
    columns: [
      { label: 'Relation', kind: 'wide', value: (relation) => relation.name, cell: (relation) => [el('strong', {}, relationLink(relation)), el('span', { class: 'sub' }, relation.materialized || relation.kind)] },
      { label: 'Project', value: (relation) => importance.indexOf(relation.change), cell: (relation) => changeBadge(relation.change) },
      { label: 'Rows', tag: 'rows', num: true, value: (relation) => relation.rowsAfter ?? relation.rowsBefore, cell: rowsCell },
      { label: 'Rows that differ', tag: 'differ', kind: 'word', value: differing, cell: diffCell },
      { label: 'Checks', value: (relation) => ORDER.indexOf(worst(checksOf(relation.name))), cell: (relation) => checksOf(relation.name).length ? checkBadge(worst(checksOf(relation.name))) : '' },
      { label: 'Built in', tag: 'built in', num: true, value: (relation) => index.node.get(relation.id)?.seconds ?? null, cell: (relation) => index.node.has(relation.id) ? format.seconds(index.node.get(relation.id).seconds) : '' },
    ],
  }));
}

// The page of one relation.
function relationPage(name) {
  const relation = index.relation.get(name);
  const back = el('a', { href: '#relations' }, '← All relations');
  if (!relation) return [el('div', { class: 'crumbs' }, back), el('h1', {}, 'There is no relation ' + name + ' in this report')];
  const at = data.relations.indexOf(relation);
  const step = (other, text) => other ? fill(relationLink(other, text), { class: 'btn small', 'aria-label': (text === '→' ? 'Next: ' : 'Previous: ') + other.name }, []) : null;
  const node = index.node.get(relation.id);
  const fact = (title, value) => value ? el('div', {}, el('dt', {}, title), el('dd', {}, value)) : null;
  const checks = [...checksOf(name)].sort((a, b) => ORDER.indexOf(b.state) - ORDER.indexOf(a.state));
  const isBad = (check) => !['pass', 'skipped'].includes(check.state);
  const [bad, good] = [checks.filter(isBad), checks.filter((check) => !isBad(check))];
  const main = [checkList('r-checks', 'Checks that need a look', bad), node && node.message ? el('p', { class: 'note more' }, node.message) : null, causes(relation), diffPart(relation), sqlPart(relation)].flat().filter(Boolean);
  return [
    el('div', { class: 'crumbs' }, back, el('span', { class: 'pager' }, step(data.relations[at - 1], '←'), step(data.relations[at + 1], '→'))),
    el('div', { class: 'decision t-' + CHANGE[relation.change].tone },
      el('div', { class: 'kicker' }, changeBadge(relation.change), el('span', {}, CHANGE[relation.change].tells), relation.isUnexplained ? badge('amber', 'unexplained') : null),
      el('h1', { tabindex: '-1' }, relation.name), relation.description ? el('p', { class: 'todo' }, relation.description) : null),
    el('dl', { class: 'facts' },
      fact('Rows', relation.rowsBefore === null && relation.rowsAfter === null ? null : rowsCell(relation)), fact('File', relation.file ? el('code', {}, relation.file) : null)),
    main,
    folded('r-rest', 'Everything else', main.length === 0,
      el('dl', { class: 'facts' },
        fact('Materialized', relation.materialized || relation.kind), fact('Node', relation.id ? el('code', {}, relation.id) : null),
        fact('Stands in', relation.physical ? el('code', {}, relation.physical) : null), fact('Built in', node ? format.seconds(node.seconds) + (node.status === 'success' ? '' : ', ' + node.status) : null),
        fact('Comparison', relation.diff && relation.diff.plan ? relation.diff.plan : null)),
      neighbours(relation), checkList('r-passed', 'Checks that passed', good), relation.diff ? columnPart(relation.diff, false) : null),
  ];
}

function checkList(id, title, checks) {
  return checks.length === 0 ? null : section(id, title, null, el('ul', { class: 'look' }, checks.map((check) => el('li', { class: 't-' + CHECK[check.state].tone },
    checkBadge(check.state), el('span', {}, el('strong', {}, check.name), check.value ? ': ' + check.value : ''), check.message || check.threshold ? el('span', { class: 'muted' }, [check.message, check.threshold ? 'allowed: ' + check.threshold : ''].filter(Boolean).join('; ')) : null))));
}

function sqlPart(relation) {
  const sql = relation.sql;
  if (!sql) return null;
  if (sql.lines.length === 0) return section('r-sql', 'SQL', null, el('p', { class: 'note' }, 'Not shown: ' + sql.note));
  return section('r-sql', 'SQL', sql.before ? 'As ' + sql.before + ' has it, and as ' + data.release.id + ' has it.' : 'New with ' + data.release.id + '.', sqlTable(sql, data.release.id));
}

function causes(relation) {
  if (relation.isUnexplained) return el('p', { class: 'note more' }, 'Its rows changed, and neither its file nor any model or source that it reads did: this is not explained by the project.');
  if (!relation.causes || relation.causes.length === 0) return null;
  return el('p', { class: 'more' }, 'Its rows can differ because of ', relation.causes.map((id, at) => [at ? ', ' : '', nodeLink(id)]), relation.explanation ? ': ' + relation.explanation : '', '.');
}

function nodeLink(id) {
  const node = index.lineage.get(id);
  const relation = node && index.relation.get(node.relation);
  return relation ? relationLink(relation, node.name) : el('span', {}, node ? node.name + ' (' + node.kind + ')' : id);
}

function neighbours(relation) {
  const node = index.lineage.get(relation.id);
  if (!node) return null;
  const list = (title, ids) => el('div', {}, el('dt', {}, title), el('dd', {}, ids.length ? ids.map((id, at) => [at ? ', ' : '', nodeLink(id)]) : el('span', { class: 'muted' }, 'nothing')));
  return section('r-lineage', 'Lineage', null, el('dl', { class: 'facts' }, list('Reads', node.dependsOn), list('Is read by', index.readers.get(node.id) || [])));
}
