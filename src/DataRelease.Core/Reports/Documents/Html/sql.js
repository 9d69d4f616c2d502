// The old text beside the new one; a narrow page has them below each other.
function sqlTable(sql, after) {
  const rows = [];
  let [gone, come] = [[], []];
  const flush = () => {
    for (let line = 0; line < Math.max(gone.length, come.length); line++) rows.push([gone[line] ?? null, come[line] ?? null, '']);
    [gone, come] = [[], []];
  };
  for (const line of sql.lines) {
    if (line.startsWith('-')) gone.push(line.slice(1));
    else if (line.startsWith('+')) come.push(line.slice(1));
    else { flush(); rows.push(line.startsWith('@@') ? [line, null, 'at'] : [line.slice(1), line.slice(1), 'same']); }
  }
  flush();
  const cell = (text, kind, mark) => el('td', { class: text === null ? 'none' : kind }, text === null ? null : [el('span', { class: 'hidden' }, mark), text === '' ? ' ' : text]);
  return [
    region('SQL', el('table', { class: 'sql' + (sql.before ? '' : ' new') }, el('caption', { class: 'hidden' }, 'SQL'), el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, sql.before || 'before'), el('th', { scope: 'col' }, after))),
      el('tbody', {}, rows.map(([before, now, kind]) => kind === 'at'
        ? el('tr', { class: 'at' }, el('td', { colspan: 2 }, before))
        : el('tr', { class: kind || null }, cell(before, kind ? '' : 'out', kind ? '' : 'before: '), cell(now, kind ? '' : 'in', kind ? '' : 'after: ')))))),
    sql.hidden ? el('p', { class: 'muted small more' }, format.int(sql.hidden) + ' more lines are not shown.') : null,
  ];
}

