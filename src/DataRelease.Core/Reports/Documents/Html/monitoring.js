const WATCH = {
  planned: { tone: 'grey', word: 'not begun' },
  measuring: { tone: 'blue', word: 'under way' },
  passed: { tone: 'green', word: 'passed' },
  failed: { tone: 'red', word: 'failed' },
  promoted: { tone: 'amber', word: 'promoted' },
  ended: { tone: 'grey', word: 'ended' },
};
const METRIC = {
  measuring: { tone: 'blue', word: 'still measured' },
  passed: { tone: 'green', word: 'passed' },
  failed: { tone: 'red', word: 'failed' },
  inconclusive: { tone: 'violet', word: 'inconclusive' },
  dry: { tone: 'grey', word: 'dry run' },
  undecided: { tone: 'grey', word: 'not decided' },
};
const STAGE = {
  waiting: { tone: 'grey', word: 'waits' },
  current: { tone: 'blue', word: 'now' },
  reached: { tone: 'green', word: 'reached' },
  skipped: { tone: 'amber', word: 'left out' },
  returned: { tone: 'red', word: 'taken back' },
};
const READING = { success: 'green', inconclusive: 'violet', failure: 'red', error: 'red' };

const amount = (value) => Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(3) : value.toLocaleString('en-US', { maximumFractionDigits: 4 });
// Green's number is often the value, and is not repeated then.
const figures = (one) => [['value', one.value], ['blue', one.blue], ['green', one.green]].filter(([name, value]) => value !== null && (name !== 'green' || value !== one.value)).map(([name, value]) => name + ' ' + amount(value)).join(', ');

// A metric that took the release back belongs into the headline.
function byMetric() {
  const failure = data.monitoring?.outcome.failure;
  if (!failure || !['rolled_back', 'failed', 'live'].includes(data.decision.outcome)) return null;
  const numbers = figures(failure);
  return (data.decision.outcome === 'rolled_back' ? ' by metric ' : ': metric ') + failure.metric + (numbers ? ' (' + numbers + ')' : '') + (failure.at ? ' at ' + format.when(failure.at) : '');
}

function monitoringSection() {
  const { outcome, stages, next, metrics } = data.monitoring;
  return section('monitoring', 'Monitoring', null,
    el('p', {}, badge(WATCH[outcome.verdict].tone, WATCH[outcome.verdict].word), ' ', outcome.sentence, outcome.at && !outcome.failure ? ', ' + format.when(outcome.at) : '', '.', next ? [' Next: ', next, '.'] : null),
    stages.length ? stageTable(stages) : null,
    metrics.length ? el('div', { class: 'charts' }, metrics.map(metricCard)) : null);
}

function stageTable(stages) {
  const rolling = stages.some((stage) => stage.relations !== null);
  const seconds = (stage) => stage.waitsForPerson ? 'until it is promoted' : stage.watchSeconds === null ? '–' : format.seconds(stage.watchSeconds);
  const heads = ['State', rolling ? 'Wave' : 'Step', ...(rolling ? ['Relations'] : []), 'Watched for', 'Reached', 'Taken back'];
  return region('Steps', el('table', {}, el('caption', { class: 'hidden' }, 'Steps'), el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', {}, stages.map((stage) => el('tr', {},
    el('td', {}, badge(STAGE[stage.state].tone, STAGE[stage.state].word)), el('td', {}, stage.title), rolling ? el('td', { class: 'num' }, format.int(stage.relations)) : null,
    el('td', {}, seconds(stage)), el('td', {}, format.when(stage.reachedAt)), el('td', {}, format.when(stage.returnedAt)))))));
}

function metricCard(metric) {
  const state = METRIC[metric.verdict];
  const last = metric.recent[metric.recent.length - 1];
  const clock = (at) => at.slice(11, 19);
  const points = metric.recent.map((one) => ({ label: clock(one.at), note: one.outcome + (one.message ? ': ' + one.message : ''), tone: READING[one.outcome], value: one.value }));
  const limit = (count, allowed, more) => String(count) + (allowed === null && !more ? '' : ' (' + [allowed === null ? '' : allowed + ' allowed', more].filter(Boolean).join(', ') + ')');
  const row = metric.consecutiveFailureLimit === null ? '' : metric.consecutiveFailureLimit + ' in a row allowed';
  return el('div', { class: 'chart metric' },
    el('h3', {}, el('span', {}, metric.name), badge(state.tone, state.word)),
    metric.decisive ? el('p', { class: 'small' }, el('strong', {}, format.when(metric.decisive.at), figures(metric.decisive) ? ', ' + figures(metric.decisive) : ''), metric.decisive.message ? ': ' + metric.decisive.message : '') : null,
    el('p', { class: 'muted small' }, [metric.provider, metric.condition, metric.during].filter(Boolean).join(' · ')),
    points.filter((point) => point.value !== null).length > 1 ? lineChart(metric.name, points, amount) : null,
    last && !metric.decisive ? el('p', { class: 'small' }, 'Last at ', format.when(last.at), figures(last) ? ': ' + figures(last) : '', last.message ? '; ' + last.message : '') : null,
    el('p', { class: 'muted small' }, metric.successes + ' good' + (metric.planned === null ? '' : ' of ' + metric.planned + ' planned') + ', ' + limit(metric.failures, metric.failureLimit, row) + ' failed, ' + limit(metric.inconclusives, metric.inconclusiveLimit) + ' inconclusive, ' + metric.errors + (metric.errorLimit === null ? '' : ' (' + metric.errorLimit + ' in a row allowed)') + ' errors'));
}
