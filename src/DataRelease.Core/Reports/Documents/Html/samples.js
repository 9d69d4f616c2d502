function diffPart(relation) {
  const diff = relation.diff;
  if (!diff) return relation.notCompared ? section('r-diff', 'Rows', null, el('p', { class: 'note' }, 'Not compared: ' + relation.notCompared)) : null;
  if (diff.isSame) return section('r-diff', 'Rows', null, el('p', { class: 'note' }, 'Nothing to compare: both sides are the same.'));
  const equal = Math.max(0, Math.max(diff.blueRows, diff.greenRows) - differing(relation));
  const how = (diff.key.length ? 'Compared by ' + diff.key.join(', ') : 'Compared as whole rows, since there is no key') + (diff.ambiguousRows ? '; ' + format.int(diff.ambiguousRows) + ' rows have no key of their own and were compared as whole rows' : '') + '.';
  const shape = [['New columns', diff.addedColumns], ['Dropped columns', diff.removedColumns], ['Retyped columns', diff.retypedColumns], ['Moved columns', diff.reorderedColumns]].filter((entry) => entry[1].length);
  return [
    section('r-diff', differing(relation) ? format.int(differing(relation)) + ' rows differ' : 'No rows differ', how,
      shareBar([['b-add', diff.added, 'added'], ['b-rem', diff.removed, 'removed'], ['b-chg', diff.changed, 'changed'], ['b-same', equal, 'equal']]),
      keys(['add', format.int(diff.added) + ' added'], ['rem', format.int(diff.removed) + ' removed'], ['chg', format.int(diff.changed) + ' changed'], ['same', format.int(equal) + ' equal']),
      diff.common.length ? el('ul', { class: 'list common' }, diff.common.map((sentence) => el('li', {}, visible(sentence)))) : null,
      shape.length ? el('dl', { class: 'facts' }, shape.map(([title, columns]) => el('div', {}, el('dt', {}, title), el('dd', {}, el('code', {}, columns.join(', ')))))) : null,
      diff.notes.length ? el('ul', { class: 'list muted' }, diff.notes.map((note) => el('li', {}, note))) : null),
    samplePart(diff),
    columnPart(diff, true),
  ];
}

// A column moved if rows changed in it, or if its values are distributed differently.
const moved = (column) => column.changed > 0 || JSON.stringify(column.blue) !== JSON.stringify(column.green) || Boolean(column.histogram && column.histogram.bins.some((bin) => bin.blue !== bin.green));

function columnPart(diff, those) {
  const columns = diff.columns.filter((column) => moved(column) === those);
  if (columns.length === 0) return null;
  const [id, title] = those ? ['r-columns', 'Columns that changed'] : ['r-unmoved', 'Columns that did not change'];
  const paired = Math.max(1, diff.blueRows - diff.removed);
  const figures = (column) => {
    if (!column.blue && !column.green) return el('span');
    const rows = [['nulls', 'nulls'], ['distinct', 'distinct'], ['min', 'least'], ['max', 'greatest'], ['mean', 'mean'], ['sum', 'sum']]
      .filter(([name]) => (column.blue?.[name] ?? null) !== null || (column.green?.[name] ?? null) !== null);
    return el('dl', {}, rows.map(([name, title]) => {
      const full = [column.blue?.[name] ?? null, column.green?.[name] ?? null].map((value) => typeof value === 'number' ? format.int(value) : value);
      const [before, after] = (name === 'mean' || name === 'sum' ? format.pair(...full) : full).map((value) => value ?? '–');
      const hint = full.map((value) => value ?? '–');
      return [el('dt', {}, title), el('dd', {}, before === after ? el('span', { title: hint[0] }, before) : [el('span', { class: 'c-blue', title: hint[0] }, before), el('span', { class: 'arrow' }, '→'), el('span', { class: 'c-green', title: hint[1] }, after)])];
    }));
  };
  const drawn = columns.some((column) => column.histogram);
  const share = (column) => column.changed ? format.int(column.changed) + ' rows, ' + format.percent(100 * column.changed / paired) : 'no row changed';
  const ordered = [...columns].sort((a, b) => b.changed - a.changed);
  if (!drawn && columns.every((column) => !column.blue && !column.green))
    return section(id, title, null, el('dl', { class: 'plain' }, ordered.map((column) => el('div', {}, el('dt', { class: 'mono' }, column.name), el('dd', { class: 'num muted' }, share(column)), el('dd', {}, shareBar([['b-chg', column.changed, 'changed']], paired))))));
  return section(id, title, null,
    drawn || columns.some((column) => column.blue) ? keys(['blue', 'before'], ['green', 'after']) : null,
    el('div', { class: 'columns more' }, ordered.map((column) => el('div', { class: 'col' },
      el('div', {}, el('h3', { class: 'mono' }, column.name), el('span', { class: 'muted small' }, share(column)), shareBar([['b-chg', column.changed, 'changed']], paired, true)),
      figures(column),
      column.histogram ? el('div', {}, column.histogram.isCategories ? categories(column.name, column.histogram.bins) : histogram(column.name, column.histogram.bins), column.histogram.distance !== null ? el('span', { class: 'muted small' }, 'distance ' + column.histogram.distance.toFixed(3)) : null) : el('span')))));
}

const SHOWN = 160;

// One value: NULL is no text, and long ones open on demand.
function value(text, kind, mark) {
  if (text === null) return el('span', { class: 'null' }, 'NULL');
  if (text === '') return el('span', { class: 'null' }, 'empty text');
  const holder = el(kind, { class: kind === 'del' ? 'was' : kind === 'ins' ? 'now' : null });
  const draw = (all) => {
    const cut = all || text.length <= SHOWN ? text : text.slice(0, SHOWN) + '…';
    holder.replaceChildren(...(mark ? marked(cut, mark) : [document.createTextNode(visible(cut))]));
  };
  draw(false);
  if (text.length <= SHOWN) return holder;
  const more = el('button', { class: 'link', type: 'button', onclick: () => { draw(true); more.remove(); } }, ' show all');
  return [holder, more];
}

// What two texts do not share at both ends.
function difference(before, after) {
  if (before === null || after === null || before.length + after.length < 16) return null;
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return start + end === 0 ? null : { start, end };
}

function marked(text, { start, end }) {
  const stop = Math.max(start, text.length - end);
  return [document.createTextNode(visible(text.slice(0, start))), el('mark', {}, text.slice(start, stop)), document.createTextNode(visible(text.slice(stop)))].filter((part) => part.textContent !== '');
}

function samplePart(diff) {
  const kinds = [['changed', 'Rows that changed', 'before, then after; only columns that differ in a row are filled'], ['added', 'Rows only in green', ''], ['removed', 'Rows only in blue', '']];
  const parts = kinds.map(([kind, title, lead]) => {
    const samples = diff.samples.filter((sample) => sample.kind === kind);
    if (samples.length === 0) return null;
    const total = kind === 'changed' ? diff.changed : diff[kind];
    const keyColumns = samples[0].key.map((cell) => cell.column);
    const columns = [...new Set(samples.flatMap((sample) => sample.cells.map((cell) => cell.column)))];
    const cell = (sample, column) => {
      const found = sample.cells.find((entry) => entry.column === column);
      if (!found) return el('td');
      if (kind === 'added') return el('td', { class: 'cell' }, value(found.after, 'span'));
      if (kind === 'removed') return el('td', { class: 'cell' }, value(found.before, 'span'));
      const parts = difference(found.before, found.after);
      const cut = [found.before, found.after].some((text) => text !== null && text.length > SHOWN);
      return el('td', { class: 'cell' }, value(found.before, 'del', cut ? null : parts), el('span', { class: 'arrow' }, ' → '), value(found.after, 'ins', cut ? null : parts));
    };
    return [
      el('h3', { class: 'more' }, title, el('span', { class: 'muted' }, samples.length < total ? ' · ' + samples.length + ' of ' + format.int(total) : '')), lead ? el('p', { class: 'muted small' }, lead) : null,
      region(title, el('table', { class: 'rows' }, el('caption', { class: 'hidden' }, title), el('thead', {}, el('tr', {}, [...keyColumns, ...columns].map((column) => el('th', { scope: 'col' }, column)))),
        el('tbody', {}, samples.map((sample) => el('tr', {}, sample.key.map((entry) => el('th', { scope: 'row', class: 'key' }, value(entry.before ?? entry.after, 'span'))), columns.map((column) => cell(sample, column))))))),
    ];
  });
  return parts.every((part) => part === null) ? null : section('r-samples', 'Examples', null, parts);
}
