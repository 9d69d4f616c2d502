// Parts of a whole: [[class, amount, label], …]
function shareBar(parts, whole, thin) {
  const sum = Math.max(whole || parts.reduce((total, part) => total + part[1], 0), 1);
  const label = parts.filter((part) => part[1] > 0).map((part) => format.int(part[1]) + ' ' + part[2]).join(', ') || 'none';
  return el('div', { class: thin ? 'bar thin' : 'bar', role: 'img', 'aria-label': label, title: label },
    parts.filter((part) => part[1] > 0).map((part) => styled(el('i', { class: part[0] }), { width: (100 * part[1] / sum) + '%' })));
}

// Blue against green in the same bins.
function histogram(name, bins) {
  const [width, height, floor] = [480, 110, 18];
  const most = Math.max(1, ...bins.map((bin) => Math.max(bin.blue, bin.green)));
  const step = width / Math.max(bins.length, 1);
  const gap = Math.min(6, step * 0.2);
  const bar = (bin, index, side) => {
    const tall = (height - floor) * bin[side] / most;
    const wide = (step - gap) / 2;
    return svg('rect', { class: 'f-' + side, x: (index * step + gap / 2 + (side === 'green' ? wide : 0)).toFixed(1), y: (height - floor - tall).toFixed(1), width: Math.max(wide - 0.6, 0.6).toFixed(1), height: tall.toFixed(1) },
      svg('title', {}, bin.label + ': ' + format.int(bin[side]) + (side === 'blue' ? ' before' : ' after')));
  };
  const every = Math.max(1, Math.ceil(bins.length / 4));
  const label = name + ', rows before and after: ' + bins.map((bin) => bin.label + ' ' + bin.blue + ' and ' + bin.green).join('; ');
  return svg('svg', { class: 'hist', viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': label.slice(0, 1000) },
    bins.map((bin, index) => [bar(bin, index, 'blue'), bar(bin, index, 'green')]),
    svg('line', { class: 'axis', x1: 0, x2: width, y1: height - floor, y2: height - floor }),
    bins.map((bin, index) => index % every ? null : svg('text', { class: 'faint', x: (index * step + gap / 2).toFixed(1), y: height - 4 }, bin.label.length > 16 ? bin.label.slice(0, 15) + '…' : bin.label)));
}

// A line over releases: points {x, label, value, tone} with gaps where value is null.
function lineChart(name, points, show) {
  const [width, height, left, bottom, top] = [360, 130, 6, 18, 22];
  const known = points.filter((point) => point.value !== null);
  let [low, high] = [Math.min(...known.map((point) => point.value)), Math.max(...known.map((point) => point.value))];
  if (low > 0 && low > high * 0.5 && high > low) low -= (high - low) * 0.4; else low = Math.min(0, low);
  if (high === low) high = low + 1;
  const flat = known.every((point) => point.value === known[0].value);
  const x = (index) => left + 6 + (width - 2 * left - 12) * (points.length > 1 ? index / (points.length - 1) : 0.5);
  const y = (value) => top + (height - top - bottom) * (1 - (value - low) / (high - low));
  let path = '';
  points.forEach((point, index) => { if (point.value !== null) path += (path === '' || points[index - 1].value === null ? 'M' : 'L') + x(index).toFixed(1) + ' ' + y(point.value).toFixed(1); });
  const summary = name + ': ' + known.map((point) => point.label + ' ' + show(point.value)).join(', ');
  return svg('svg', { class: 'spark', viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': summary.slice(0, 1500) },
    svg('line', { class: 'axis', x1: left, x2: width - left, y1: height - bottom, y2: height - bottom }),
    svg('path', { class: 'line', d: path }),
    points.map((point, index) => point.value === null ? null : svg('circle', { class: 'dot t-' + point.tone, cx: x(index).toFixed(1), cy: y(point.value).toFixed(1), r: 3.6 }, svg('title', {}, point.label + ': ' + show(point.value) + (point.note ? ', ' + point.note : '')))),
    flat ? null : svg('text', { class: 'faint', x: left, y: 11 }, show(Math.min(...known.map((point) => point.value))) + ' to ' + show(Math.max(...known.map((point) => point.value)))),
    svg('text', { class: 'faint', x: left, y: height - 4 }, points[0].label),
    points.length > 1 ? svg('text', { class: 'faint', x: width - left, y: height - 4, 'text-anchor': 'end' }, points[points.length - 1].label) : null);
}

function keys(...entries) {
  return el('ul', { class: 'keys' }, entries.filter(Boolean).map(([kind, ...text]) => el('li', { class: 'k-' + kind }, ...text)));
}
