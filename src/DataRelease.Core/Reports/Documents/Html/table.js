// A table that sorts, searches and filters. columns: {label, value(row), cell(row), num}; filters: {label, test(row)}, of which the one at start is on.
function dataTable({ name, columns, rows, text, filters, start = 0, sort, limit = 250, empty = 'Nothing here.' }) {
  const state = { query: '', filter: start, column: sort ? sort.column : -1, down: sort ? sort.down : false, all: false };
  const haystack = rows.map((row) => text(row).toLowerCase());
  const body = el('tbody');
  const count = el('span', { class: 'count', role: 'status' });
  const more = el('p', { class: 'more' });
  const chips = (filters || []).map((filter, index) => {
    const size = rows.filter(filter.test).length;
    return { size, index, button: el('button', { class: 'btn', type: 'button', 'aria-pressed': index === start ? 'true' : 'false', onclick: () => { state.filter = index; draw(); } }, filter.label, ' ', String(size)) };
  });
  const heads = columns.map((column, index) => el('th', { scope: 'col', class: column.num ? 'num' : null },
    column.value ? el('button', { type: 'button', onclick: () => { state.down = state.column === index ? !state.down : Boolean(column.num); state.column = index; draw(); } }, column.label) : column.label));
  const search = el('input', { type: 'search', placeholder: 'Search ' + name, 'aria-label': 'Search ' + name, oninput: (event) => { state.query = event.target.value.toLowerCase(); draw(); } });

  function compare(left, right) {
    if (left === right) return 0;
    if (left === null || left === undefined) return 1;
    if (right === null || right === undefined) return -1;
    return typeof left === 'number' ? left - right : String(left).localeCompare(String(right), 'en', { numeric: true });
  }

  function draw() {
    const words = state.query.split(/\s+/).filter(Boolean);
    let shown = rows.map((row, index) => index).filter((index) => (!filters || filters[state.filter].test(rows[index])) && words.every((word) => haystack[index].includes(word)));
    if (state.column >= 0) {
      const value = columns[state.column].value;
      shown.sort((a, b) => (state.down ? -1 : 1) * compare(value(rows[a]), value(rows[b])) || a - b);
    }
    heads.forEach((head, index) => { if (index === state.column) head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending'); else head.removeAttribute('aria-sort'); });
    chips.forEach((chip) => chip.button.setAttribute('aria-pressed', chip.index === state.filter ? 'true' : 'false'));
    const total = shown.length;
    if (!state.all) shown = shown.slice(0, limit);
    body.replaceChildren(...(total === 0 ? [el('tr', {}, el('td', { colspan: columns.length, class: 'empty' }, rows.length === 0 ? empty : 'Nothing matches.'))] : shown.map((index) =>
      el('tr', {}, columns.map((column) => el('td', { class: [column.num ? 'num' : '', column.kind || ''].join(' ').trim() || null, 'data-label': column.tag || null }, column.cell(rows[index])))))));
    count.textContent = total === rows.length ? format.int(total) : format.int(total) + ' of ' + format.int(rows.length);
    more.replaceChildren(...(shown.length < total ? [el('button', { class: 'btn', type: 'button', onclick: () => { state.all = true; draw(); } }, 'Show all ' + format.int(total))] : []));
  }

  draw();
  return el('div', { class: 'data-table' },
    el('div', { class: 'tools' }, search, chips.length > 1 ? el('div', { class: 'chips', role: 'group', 'aria-label': 'Filter ' + name }, chips.filter((chip) => chip.index === 0 || chip.size > 0).map((chip) => chip.button)) : null, count),
    region(name, el('table', { class: 'stack' }, el('caption', { class: 'hidden' }, name), el('thead', {}, el('tr', {}, heads)), body)),
    more);
}

// What may be wider than the page scrolls by itself, with keys too.
function region(name, content) {
  return el('div', { class: 'scroll', role: 'region', 'aria-label': name, tabindex: '0' }, content);
}
