// The page reads without this script; it adds light, keys, copying and the other language.
(() => {
const root = document.documentElement, $ = (q, at = document) => at.querySelector(q), $$ = (q, at = document) => [...at.querySelectorAll(q)];
const words = JSON.parse($('#words').textContent);
const say = (key, n) => (words[key] || [key, key])[root.lang === 'de' ? 0 : 1].replace('{n}', n);
const verdicts = { s: 'supported', a: 'altered', u: 'unsupported', d: 'declared' };
const paper = $('.paper'), strip = $('.ev'), first = $('.ev .one'), second = $('.ev .say'), wide = matchMedia('(min-width:960px)');
const clauses = $$('.t a'), segments = $$('.paper span[id]');
const { placesOf, lightPlaces, shown, step, settle } = evidence;
let pinned = null, keys = true;
const store = (name, value) => { try { value === undefined || localStorage.setItem(name, value); return localStorage.getItem(name); } catch { return null; } };

const bySegment = evidence.bySegment(clauses);
const reveal = (element, smooth) => { if (wide.matches && element) evidence.reveal(paper, element, smooth); };
function dim() {
evidence.dim();
tell(say(wide.matches ? 'hint' : 'hint_touch'), '');
strip.classList.remove('up');
}
function tell(text, quote, mark = '') {
first.textContent = text; first.className = 'one ' + mark; second.textContent = quote;
}
function light(a) {
dim();
a.classList.add('on');
const lit = lightPlaces(placesOf(a.dataset.e));
if (lit.length) reveal(lit[0][0], true);
const changes = placesOf(a.dataset.g).map(c => say('change_' + c));
const trust = a.dataset.t ? [say('trust') + ' ' + a.dataset.t + ' %'] : [];
const quote = lit.map(([segment, part]) => part ? part.toString() : segment.textContent).join(' … ');
const bare = { d: 'means_declared', u: 'means_unsupported' }[a.classList[0]];
tell([say('verdict_' + verdicts[a.classList[0]]), ...trust, ...changes].join(' · '), quote || (bare ? say(bare) : ''), { s: 'g', d: 'o-n' }[a.classList[0]] || 'k');
strip.dataset.go = lit.length ? lit[0][0].id : '';
$('.go', strip).hidden = !lit.length;
}
function lightSource(segment) {
dim();
segment.classList.add('lit');
const found = [...(bySegment.get(segment.id) || [])];
found.forEach(a => a.classList.add('lit'));
const n = new Set(found.map(a => a.closest('article').id)).size;
tell(say(n === 1 ? 'rest_on_one' : n ? 'rest_on' : 'rest_on_none', n), found.length ? found[0].closest('article').querySelector('h3').textContent + (n > 1 ? ' …' : '') : '');
$('.go', strip).hidden = true;
}
function lightFinding(item) {
dim();
const lit = evidence.lightFinding(item, item.closest('article'));
if (lit.length) reveal(lit[0][0], true);
}
const touch = target => {
const a = target.closest?.('.t a'), segment = target.closest?.('.paper span[id]'), item = target.closest?.('[data-f]');
if (a) light(a); else if (segment) lightSource(segment); else if (item) lightFinding(item); else return null;
return a || segment || item;
};
document.addEventListener('pointerover', e => { if (e.pointerType === 'mouse' && !pinned) touch(e.target) || dim(); });
document.addEventListener('focusin', e => { if (e.target.matches('.t a,.paper span[id]')) { pinned = null; touch(e.target); } });
document.addEventListener('click', e => {
if (e.target.closest('.ev')) return;
const hit = touch(e.target);
if (!hit) { if (pinned) { pinned = null; dim(); } return; }
if (hit.matches('.t a')) e.preventDefault();
pinned = hit;
if (!hit.matches('[data-f]')) strip.classList.add('up');
});
$('.close', strip).addEventListener('click', () => { pinned = null; dim(); });
$('.go', strip).addEventListener('click', () => {
$('.src details').open = true;
strip.classList.remove('up');
document.getElementById(strip.dataset.go)?.scrollIntoView({ block: 'center' });
});

// Keys: j k n p s t ? and Escape; they can be switched off in the help.
function goSentence(way) {
const inSource = document.activeElement.matches('.paper span[id]');
const next = step(inSource ? segments : clauses, document.activeElement, way);
if (inSource) reveal(next); else next?.scrollIntoView({ block: 'center' });
}
function goChannel(way) {
const all = shown($$('article')), here = all.findLastIndex(a => a.getBoundingClientRect().top < 80);
const next = all[Math.min(Math.max(here + way, 0), all.length - 1)];
if (!next) return;
next.scrollIntoView(); $('h3 a', next).focus({ preventScroll: true });
}
function goAcross() {
const here = document.activeElement;
if (here.matches('.paper span[id]')) { const back = [...(bySegment.get(here.id) || [])]; const last = back.find(a => a === goAcross.from) || back[0]; last?.focus(); return; }
if (!here.matches('.t a') || !here.dataset.e) return;
goAcross.from = here;
$('.src details').open = true;
document.getElementById('s' + here.dataset.e.split(/[ :]/)[0]).focus({ preventScroll: wide.matches });
}
const help = $('dialog');
const goTheme = () => { const dark = getComputedStyle(root).colorScheme === 'dark' || getComputedStyle(root).colorScheme !== 'light' && matchMedia('(prefers-color-scheme:dark)').matches; $(dark ? '#th-light' : '#th-dark').click(); };
const actions = { j: () => goSentence(1), k: () => goSentence(-1), n: () => goChannel(1), p: () => goChannel(-1), s: goAcross, t: goTheme, '?': () => help.showModal() };
document.addEventListener('keydown', e => {
if (e.key === 'Escape') { pinned = null; dim(); return; }
if (!keys || help.open || e.ctrlKey || e.metaKey || e.altKey || e.target.matches?.('input:not([type=radio]),textarea,select')) return;
const act = actions[e.key];
if (act) { e.preventDefault(); act(); }
});
$('#help-open')?.addEventListener('click', () => help.showModal());
$('#keys-on').addEventListener('change', e => { keys = e.target.checked; store('klaviatur-keys', keys ? '1' : '0'); });
if (store('klaviatur-keys') === '0') keys = $('#keys-on').checked = false;

// Only one sentence is a stop for the Tab key; j and k do the rest.
clauses.forEach(a => { a.tabIndex = -1; });
$$('article').forEach(a => { const one = $('.t a', a); if (one) one.tabIndex = 0; });

document.addEventListener('click', async e => {
const button = e.target.closest('.cp');
if (!button) return;
const text = $(`.t[data-p="${button.dataset.c}"]`, button.closest('article'));
const label = button;
try { await navigator.clipboard.writeText(text.textContent); note(label, 'copied'); }
catch { getSelection().selectAllChildren(text); note(label, document.execCommand?.('copy') ? 'copied' : 'copy_failed'); }
});
function named() {
for (const button of $$('.cp')) {
const blocked = button.closest('article').dataset.state === 'block';
button.textContent = say(blocked ? 'copy_blocked' : 'copy');
button.setAttribute('aria-label', button.textContent + ': ' + button.closest('li').firstElementChild.textContent);
}
}
function note(label, key) {
const before = label.textContent;
label.textContent = say(key); $('#live').textContent = say(key);
setTimeout(() => { label.textContent = before; }, 1600);
}
function count() {
const n = shown($$('article')).length;
$('#count').textContent = say(n === 1 ? 'shown_one' : 'shown', n);
}
$$('.filters input').forEach(i => i.addEventListener('change', () => { count(); settle(); }));

// The other language of the interface.
function turn() {
root.lang = root.lang === 'de' ? 'en' : 'de';
$$('[data-o]').forEach(e => { [e.textContent, e.dataset.o] = [e.dataset.o, e.textContent]; });
$$('[data-l]').forEach(e => { const kept = e.getAttribute('aria-label'); e.setAttribute('aria-label', e.dataset.l); e.dataset.l = kept; });
store('klaviatur-language', root.lang); named(); count(); dim(); settle();
}
$('#language').addEventListener('click', turn);
$$('.theme input').forEach(i => i.addEventListener('change', () => store('klaviatur-theme', i.id)));
const theme = store('klaviatur-theme');
if (theme && document.getElementById(theme)) document.getElementById(theme).checked = true;
const asked = store('klaviatur-language');
if (asked && asked !== root.lang) turn();

count(); dim(); settle();
named();
})();
