const main = el('main');
const sections = [['overview', 'Overview'], ['back', data.decision.outcome === 'live' ? 'Go back' : 'Next'], ['relations', 'Relations'], ['lineage', 'Lineage'], ...(data.monitoring ? [['monitoring', 'Monitoring']] : []), ['checks', 'Checks'], ['timings', 'Timings']];
frame([data.release.id, ' ', el('span', {}, data.environment)], sections, main, [
  'Written by data-release ' + data.tool + ' at ' + format.when(data.at) + '. This page loads and sends nothing. ', el('span', {}, 'It may show rows of the data: share it like the data itself.')]);

// Made once: a way back from a relation finds everything as it was left.
let home = null;
function homePage() {
  return home || (home = [decision(), ...(data.monitoring ? [monitoringSection()] : []), relationSection(), lineageSection(), checkSection(), timingSection()]);
}

let place = 0;
let last = '';
function route() {
  const hash = location.hash.slice(1);
  const opened = hash.startsWith('relation=');
  if (!last.startsWith('relation=')) place = window.scrollY;
  if (opened) {
    let name = '';
    try { name = decodeURIComponent(hash.slice('relation='.length)); } catch { /* a broken address is an unknown relation */ }
    main.replaceChildren(...relationPage(name).flat(Infinity).filter(Boolean));
    document.title = name + ' · ' + data.release.id;
    window.scrollTo({ top: 0, behavior: 'instant' });
    if (last !== '') main.querySelector('h1')?.focus({ preventScroll: true });
  } else {
    const returning = last.startsWith('relation=');
    if (main.firstChild !== homePage()[0]) main.replaceChildren(...homePage());
    document.title = data.release.id + ' (' + data.release.version + '), ' + data.environment + ': data release';
    const target = hash && document.getElementById(hash);
    if (returning && hash === 'relations' && place > 0) window.scrollTo({ top: place, behavior: 'instant' });
    else if (target) target.scrollIntoView();
  }
  document.querySelectorAll('nav.sections a').forEach((link) => { if (link.getAttribute('href') === '#' + hash) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current'); });
  last = hash || 'home';
}
window.addEventListener('hashchange', route);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && location.hash.startsWith('#relation=')) location.hash = '#relations';
  if (event.key === '/' && !event.ctrlKey && !(event.target instanceof HTMLInputElement)) { const search = main.querySelector('input[type=search]'); if (search) { event.preventDefault(); search.focus(); } }
});
route();
document.documentElement.dataset.ready = String(Math.round(performance.now()));
