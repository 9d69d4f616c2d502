const BOX = { width: 178, height: 30, gapX: 70, gapY: 12 };

// Layers by the longest way from a start; long edges get a place in every layer they cross; a few sweeps against crossings.
function layout(nodes) {
  const ids = new Map(nodes.map((node) => [node.id, { id: node.id, node, layer: 0, up: [], down: [] }]));
  for (const item of ids.values()) for (const id of item.node.dependsOn) if (ids.has(id) && id !== item.id) { item.up.push(ids.get(id)); ids.get(id).down.push(item); }
  const waiting = new Map([...ids.values()].map((item) => [item, item.up.length]));
  const queue = [...ids.values()].filter((item) => item.up.length === 0);
  for (let at = 0; at < queue.length; at++) for (const next of queue[at].down) {
    next.layer = Math.max(next.layer, queue[at].layer + 1);
    waiting.set(next, waiting.get(next) - 1);
    if (waiting.get(next) === 0) queue.push(next);
  }
  const layers = [];
  const put = (item) => { (layers[item.layer] ||= []).push(item); };
  for (const item of ids.values()) put(item);
  const edges = [];
  for (const item of ids.values()) {
    for (const reader of item.down) {
      const points = [item];
      for (let layer = item.layer + 1; layer < reader.layer; layer++) { const bend = { layer, up: [points[points.length - 1]], down: [] }; points[points.length - 1].bends = true; put(bend); points.push(bend); }
      points.push(reader);
      edges.push({ from: item, to: reader, points });
    }
  }
  const beside = new Map();
  for (const edge of edges) for (let at = 1; at < edge.points.length; at++) {
    const [left, right] = [edge.points[at - 1], edge.points[at]];
    (beside.get(left) || beside.set(left, { up: [], down: [] }).get(left)).down.push(right);
    (beside.get(right) || beside.set(right, { up: [], down: [] }).get(right)).up.push(left);
  }
  layers.forEach((layer) => layer.forEach((item, at) => { item.order = at; }));
  for (let sweep = 0; sweep < 8; sweep++) {
    const side = sweep % 2 === 0 ? 'up' : 'down';
    for (const layer of side === 'up' ? layers : [...layers].reverse()) {
      for (const item of layer) { const near = beside.get(item)?.[side] || []; item.weight = near.length ? near.reduce((sum, other) => sum + other.order, 0) / near.length : item.order; }
      layer.sort((a, b) => a.weight - b.weight || a.order - b.order).forEach((item, at) => { item.order = at; });
    }
  }
  const tall = (item) => item.node ? BOX.height + BOX.gapY : 10;
  const heights = layers.map((layer) => layer.reduce((sum, item) => sum + tall(item), 0));
  const height = Math.max(...heights, 40);
  layers.forEach((layer, at) => { let y = (height - heights[at]) / 2; for (const item of layer) { item.x = at * (BOX.width + BOX.gapX); item.y = y + tall(item) / 2; y += tall(item); } });
  return { items: [...ids.values()], edges, layers, width: layers.length * (BOX.width + BOX.gapX) - BOX.gapX, height };
}

function nodeTone(node) {
  const built = index.node.get(node.id);
  if (built && !['success', 'pass', 'warn', 'skipped'].includes(built.status)) return { tone: 'red', word: built.status, hot: true };
  if (built && built.status === 'skipped') return { tone: 'grey', word: 'skipped', hot: false };
  const relation = index.relation.get(node.relation);
  const state = relation ? worst(checksOf(relation.name)) : 'pass';
  if (state === 'fail' || state === 'inconclusive') return { tone: 'red', word: 'check: ' + state, hot: true };
  if (state === 'warn') return { tone: 'amber', word: 'check: warn', hot: true };
  if (relation && ['new', 'changed', 'affected'].includes(relation.change)) return { tone: CHANGE[relation.change].tone, word: relation.change, hot: true };
  return { tone: 'grey', word: relation ? relation.change : node.kind, hot: false };
}

function lineageSection() {
  if (data.lineage.length === 0) return section('lineage', 'Lineage', 'The project of this release is not known.');
  const state = { filter: data.lineage.length > 120 && data.lineage.some((node) => nodeTone(node).hot) ? 'changed' : 'all', scale: 1, query: '' };
  const holder = el('div', { class: 'graph', tabindex: '0', role: 'group', 'aria-label': 'Lineage graph: arrow keys go from node to node, Enter opens one, plus and minus zoom' });
  const status = el('span', { class: 'count', role: 'status' });
  let drawn = null;
  let canvas = null;

  function chosen() {
    if (state.filter === 'all') return data.lineage;
    const hot = new Set(data.lineage.filter((node) => nodeTone(node).hot).map((node) => node.id));
    const near = new Set(hot);
    for (const node of data.lineage) for (const id of node.dependsOn) { if (hot.has(node.id)) near.add(id); if (hot.has(id)) near.add(node.id); }
    return data.lineage.filter((node) => near.has(node.id));
  }

  function trace(item) {
    const on = new Set();
    if (item) for (const side of ['up', 'down']) { const stack = [item]; while (stack.length) { const next = stack.pop(); on.add(next); for (const other of next[side]) if (other.node && !on.has(other)) stack.push(other); } }
    holder.classList.toggle('tracing', Boolean(item));
    for (const entry of drawn.items) entry.shape.classList.toggle('on', on.has(entry));
    for (const edge of drawn.edges) edge.shape.classList.toggle('on', on.has(edge.from) && on.has(edge.to));
  }

  function open(item) {
    const relation = index.relation.get(item.node.relation);
    if (relation) location.hash = '#relation=' + encodeURIComponent(relation.name);
  }

  function box(item) {
    const { tone, word, hot } = nodeTone(item.node);
    const name = visible(item.node.name);
    const label = name.length > 23 ? name.slice(0, 22) + '…' : name;
    item.shape = svg('g', { class: 'node t-' + tone + (hot ? ' n-hot' : '') + (item.node.kind === 'source' ? ' n-source' : ''), transform: 'translate(' + (item.x + 8) + ' ' + (item.y + 8 - BOX.height / 2).toFixed(1) + ')', tabindex: '-1', role: 'link', 'aria-label': item.node.kind + ' ' + name + ', ' + word,
      onclick: () => open(item), onmouseenter: () => trace(item), onmouseleave: () => trace(null), onfocus: () => trace(item), onblur: () => trace(null) },
    svg('title', {}, item.node.kind + ' ' + item.node.name + ': ' + word),
    svg('rect', { class: 'box', width: BOX.width, height: BOX.height, rx: 5 }), svg('rect', { class: 'mark', width: 4, height: BOX.height, rx: 2 }),
    svg('text', { x: 12, y: 19 }, label));
    return item.shape;
  }

  function curve(edge) {
    let path = '';
    edge.points.forEach((point, at) => {
      const [x, y] = [point.x + 8, point.y + 8];
      if (at === 0) { path = 'M' + (x + BOX.width) + ' ' + y.toFixed(1); return; }
      const before = edge.points[at - 1];
      const [fromX, fromY] = [before.x + 8 + BOX.width, before.y + 8];
      const half = (x - fromX) / 2;
      path += 'C' + (fromX + half) + ' ' + fromY.toFixed(1) + ' ' + (x - half) + ' ' + y.toFixed(1) + ' ' + x + ' ' + y.toFixed(1);
      if (!point.node) path += 'L' + (x + BOX.width) + ' ' + y.toFixed(1);
    });
    edge.shape = svg('path', { class: 'edge', d: path });
    return edge.shape;
  }

  function zoom(scale, keep) {
    const before = state.scale;
    state.scale = Math.min(2.5, Math.max(0.15, scale));
    canvas.setAttribute('width', (drawn.width + 16) * state.scale);
    canvas.setAttribute('height', (drawn.height + 16) * state.scale);
    const point = keep || { x: holder.clientWidth / 2, y: holder.clientHeight / 2 };
    holder.scrollLeft = (holder.scrollLeft + point.x) * state.scale / before - point.x;
    holder.scrollTop = (holder.scrollTop + point.y) * state.scale / before - point.y;
  }

  const fit = () => zoom(Math.min(1, Math.max(0.3, Math.min((holder.clientWidth - 4) / (drawn.width + 16), (holder.clientHeight - 4) / (drawn.height + 16)))));

  function draw() {
    const nodes = chosen();
    drawn = layout(nodes);
    canvas = svg('svg', { viewBox: '0 0 ' + (drawn.width + 16) + ' ' + (drawn.height + 16) }, drawn.edges.map(curve), drawn.items.map(box));
    holder.replaceChildren(canvas);
    holder.style.height = '';
    status.textContent = nodes.length === data.lineage.length ? nodes.length + ' nodes' : nodes.length + ' of ' + data.lineage.length + ' nodes';
    for (const button of filters) button.setAttribute('aria-pressed', button.dataset.filter === state.filter ? 'true' : 'false');
    requestAnimationFrame(() => {
      if (!holder.isConnected) return;
      fit();
      const wanted = (drawn.height + 16) * state.scale + 18;
      if (wanted < holder.clientHeight) holder.style.height = Math.max(wanted, 120) + 'px';
    });
    find();
  }

  function find() {
    const query = state.query.trim().toLowerCase();
    let first = null;
    for (const item of drawn.items) { const hit = query !== '' && item.node.name.toLowerCase().includes(query); item.shape.classList.toggle('at', hit); if (hit && !first) first = item; }
    if (first) show(first);
  }

  function show(item) {
    const [x, y] = [item.x * state.scale, item.y * state.scale];
    if (x < holder.scrollLeft || x + BOX.width * state.scale > holder.scrollLeft + holder.clientWidth) holder.scrollLeft = x - holder.clientWidth / 3;
    if (y < holder.scrollTop + 20 || y > holder.scrollTop + holder.clientHeight - 30) holder.scrollTop = y - holder.clientHeight / 2;
  }

  const filters = [['all', 'All'], ['changed', 'Changed and neighbours']].map(([id, title]) => el('button', { class: 'btn', type: 'button', 'data-filter': id, onclick: () => { state.filter = id; draw(); } }, title));
  const button = (text, label, work) => el('button', { class: 'btn', type: 'button', 'aria-label': label, onclick: work }, text);

  holder.addEventListener('keydown', (event) => {
    const current = drawn.items.find((item) => item.shape === document.activeElement);
    const nearest = (list) => list.filter((item) => item.node).sort((a, b) => Math.abs(a.y - (current ? current.y : 0)) - Math.abs(b.y - (current ? current.y : 0)))[0];
    const layer = current ? drawn.layers[current.layer].filter((item) => item.node) : [];
    let next = null;
    if (event.key === 'Enter' && current) open(current);
    else if (event.key === '+' || event.key === '=') zoom(state.scale * 1.25);
    else if (event.key === '-') zoom(state.scale / 1.25);
    else if (event.key === '0') fit();
    else if (event.key.startsWith('Arrow') && !current) next = nearest(drawn.layers[0]);
    else if (event.key === 'ArrowRight') next = nearest(current.down) || current;
    else if (event.key === 'ArrowLeft') next = nearest(current.up) || current;
    else if (event.key === 'ArrowDown') next = layer[layer.indexOf(current) + 1] || current;
    else if (event.key === 'ArrowUp') next = layer[layer.indexOf(current) - 1] || current;
    else return;
    event.preventDefault();
    if (next) { show(next); next.shape.focus({ preventScroll: true }); }
  });
  holder.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const area = holder.getBoundingClientRect();
    zoom(state.scale * (event.deltaY < 0 ? 1.12 : 1 / 1.12), { x: event.clientX - area.left, y: event.clientY - area.top });
  }, { passive: false });
  let drag = null;
  let moved = false;
  holder.addEventListener('pointerdown', (event) => { if (event.pointerType === 'mouse' && event.button === 0) { drag = { x: event.clientX, y: event.clientY, left: holder.scrollLeft, top: holder.scrollTop }; moved = false; } });
  window.addEventListener('pointermove', (event) => { if (!drag) return; moved = moved || Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > 4; if (!moved) return; holder.classList.add('dragging'); holder.scrollLeft = drag.left - (event.clientX - drag.x); holder.scrollTop = drag.top - (event.clientY - drag.y); });
  window.addEventListener('pointerup', () => { drag = null; holder.classList.remove('dragging'); });
  holder.addEventListener('click', (event) => { if (moved) { event.stopPropagation(); moved = false; } }, true);

  draw();
  return section('lineage', 'Lineage', 'What reads what, from left to right. Drag to move, Ctrl and wheel to zoom; a node opens its relation.',
    el('div', { class: 'tools' },
      el('input', { type: 'search', placeholder: 'Find a node', 'aria-label': 'Find a node', oninput: (event) => { state.query = event.target.value; find(); } }),
      el('div', { class: 'chips', role: 'group', 'aria-label': 'Which nodes' }, filters),
      button('+', 'Zoom in', () => zoom(state.scale * 1.25)), button('−', 'Zoom out', () => zoom(state.scale / 1.25)), button('Fit', 'Fit the graph', fit), status),
    holder,
    el('ul', { class: 'keys' }, [['red', 'failed'], ['amber', 'warns'], ['blue', 'changed'], ['violet', 'affected'], ['green', 'new'], ['grey', 'as before']].map(([tone, text]) => el('li', { class: 'k-s' }, toneMark(tone), text))));
}

const toneMark = (tone) => { const mark = el('i', { class: 't-' + tone }); mark.style.background = 'var(--tone)'; return mark; };
