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
  // As many labels as have room.
  const every = Math.max(1, Math.ceil((6.4 * Math.min(16, Math.max(...bins.map((bin) => bin.label.length))) + 8) / step));
  return svg('svg', { class: 'hist', viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': binsInWords(name, bins) },
    bins.map((bin, index) => [bar(bin, index, 'blue'), bar(bin, index, 'green')]),
    svg('line', { class: 'axis', x1: 0, x2: width, y1: height - floor, y2: height - floor }),
    bins.map((bin, index) => index % every ? null : svg('text', { class: 'faint', x: (index * step + gap / 2).toFixed(1), y: height - 4 }, bin.label.length > 16 ? bin.label.slice(0, 15) + '…' : bin.label)));
}

const binsInWords = (name, bins) => (name + ', rows before and after: ' + bins.map((bin) => bin.label + ' ' + bin.blue + ' and ' + bin.green).join('; ')).slice(0, 1000);

// A line for each value by its name, also for one that only one side has.
function categories(name, bins) {
  const most = Math.max(1, ...bins.map((bin) => Math.max(bin.blue, bin.green)));
  const bar = (rows, side) => styled(el('i', { class: 'b-' + side }), { width: (100 * rows / most) + '%' });
  return el('div', { class: 'hist cats', role: 'img', 'aria-label': binsInWords(name, bins) }, bins.map((bin) => el('div', { class: 'cat' },
    el('span', { class: 'name' }, bin.label, bin.green === 0 ? [' ', badge('red', 'gone')] : bin.blue === 0 ? [' ', badge('green', 'new')] : null),
    el('span', { class: 'pair' }, bar(bin.blue, 'blue'), bar(bin.green, 'green')),
    el('span', { class: 'num' }, bin.blue === bin.green ? format.int(bin.blue) : [format.int(bin.blue), el('span', { class: 'arrow' }, '→'), format.int(bin.green)]))));
}

// A line over releases: points {label, value, tone, apart} with gaps where value is null. What is apart has a dot and is not part of the line.
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
  let isDown = false;
  points.forEach((point, index) => {
    if (point.apart) return;
    if (point.value !== null) path += (isDown ? 'L' : 'M') + x(index).toFixed(1) + ' ' + y(point.value).toFixed(1);
    isDown = point.value !== null;
  });
  // The last value and the ends of the range are written beside their dots.
  const at = (value) => points.findIndex((point) => point.value === value);
  const told = [...new Set(flat ? [] : [at(Math.min(...known.map((point) => point.value))), at(Math.max(...known.map((point) => point.value))), points.findLastIndex((point) => point.value !== null)])];
  const anchor = (index) => index === 0 && points.length > 1 ? 'start' : index === points.length - 1 && points.length > 1 ? 'end' : 'middle';
  const summary = name + ': ' + known.map((point) => point.label + ' ' + show(point.value)).join(', ');
  return svg('svg', { class: 'spark', viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': summary.slice(0, 1500) },
    svg('line', { class: 'axis', x1: left, x2: width - left, y1: height - bottom, y2: height - bottom }),
    svg('path', { class: 'line', d: path }),
    points.map((point, index) => point.value === null ? null : svg('circle', { class: 'dot t-' + point.tone + (point.apart ? ' apart' : ''), cx: x(index).toFixed(1), cy: y(point.value).toFixed(1), r: 3.6 }, svg('title', {}, point.label + ': ' + show(point.value) + (point.note ? ', ' + point.note : '')))),
    told.map((index) => svg('text', { class: 'value', x: x(index).toFixed(1), y: (y(points[index].value) - 7).toFixed(1), 'text-anchor': anchor(index) }, show(points[index].value))),
    svg('text', { class: 'faint', x: left, y: height - 4 }, points[0].label),
    points.length > 1 ? svg('text', { class: 'faint', x: width - left, y: height - 4, 'text-anchor': 'end' }, points[points.length - 1].label) : null);
}

function keys(...entries) {
  return el('ul', { class: 'keys' }, entries.filter(Boolean).map(([kind, ...text]) => el('li', { class: 'k-' + kind }, ...text)));
}
