// The review page reads, saves and releases without this script; it adds light, keys, and checking while one types.
(() => {
const $ = (q, at = document) => at.querySelector(q), $$ = (q, at = document) => [...at.querySelectorAll(q)];
const side = $('#variant'), form = $('#edit');
const words = JSON.parse($('#words')?.textContent || '{}');
const keep = (name, value) => { try { value === null ? localStorage.removeItem(name) : value === undefined || localStorage.setItem(name, value); return localStorage.getItem(name); } catch { return null; } };
const tell = (text) => { const live = $('#live'); if (live) live.textContent = text; };

// The source keeps below the bar, however many lines that has.
const bar = $('.rv-bar');
if (bar) new ResizeObserver(() => document.documentElement.style.setProperty('--bar', `${bar.offsetHeight}px`)).observe(bar);

// --- Light: a clause and what carries it, on both sides ---
const paper = $('.rv-source .paper'), strip = $('.ev'), wide = matchMedia('(min-width:960px)');
let clauses = [], resting = new Map(), pinned = null, last = null;
const segments = paper ? $$('span[id]', paper) : [];
function learn() {
  clauses = side ? $$('.t a', side) : [];
  resting = evidence.bySegment(clauses);
  clauses.forEach((a, n) => { a.tabIndex = n ? -1 : 0; });
  evidence.settle();
}
function speak(text, quote, mark) {
  const one = $('.one', strip);
  one.textContent = text; one.className = `one ${mark || 'soft'}`; $('.say', strip).textContent = quote;
}
function dim() {
  evidence.dim();
  if (!strip) return;
  speak(words.hint, ''); strip.classList.remove('up'); $('.go', strip).hidden = true;
}
const reveal = (element) => { if (wide.matches && element) evidence.reveal(paper, element, true); };
function light(a) {
  dim();
  a.classList.add('on'); last = a;
  const lit = evidence.lightPlaces(evidence.placesOf(a.dataset.e)), letter = a.classList[0];
  if (lit.length) reveal(lit[0][0]);
  const trust = a.dataset.t ? [`${words.trust} ${a.dataset.t} %`] : [];
  const changes = evidence.placesOf(a.dataset.g).map(name => words[name] || name);
  const quote = lit.map(([segment, part]) => part ? part.toString() : segment.textContent).join(' … ');
  speak([words[letter], ...trust, ...changes].join(' · '), quote || words[`means_${letter}`] || '', letter);
  strip.dataset.go = lit.length ? lit[0][0].id : ''; $('.go', strip).hidden = !lit.length;
}
function lightSource(segment) {
  dim();
  segment.classList.add('lit');
  const found = [...(resting.get(segment.id) || [])];
  found.forEach(a => a.classList.add('lit'));
  speak(found.length ? words.rests : words.rests_none, found.map(a => a.textContent).join(' … '));
}
function lightFinding(item) {
  dim();
  const lit = evidence.lightFinding(item, side);
  if (lit.length) reveal(lit[0][0]);
}
const touch = (target) => {
  const a = target.closest?.('#variant .t a'), segment = target.closest?.('.rv-source .paper span[id]'), item = target.closest?.('[data-f]');
  if (a) light(a); else if (segment) lightSource(segment); else if (item) lightFinding(item); else return null;
  return a || segment || item;
};
if (side && paper) {
  learn(); dim();
  document.addEventListener('pointerover', e => { if (e.pointerType === 'mouse' && !pinned) touch(e.target) || dim(); });
  document.addEventListener('focusin', e => { if (e.target.matches('.t a,.paper span[id]')) { pinned = null; touch(e.target); } });
  document.addEventListener('click', e => {
    if (e.target.closest('.ev,button:not([data-show]),summary,input,select,textarea,label')) return;
    const hit = touch(e.target);
    if (!hit) { if (pinned) { pinned = null; dim(); } return; }
    if (hit.matches('.t a')) e.preventDefault();
    pinned = hit;
    if (e.target.matches('[data-show]')) showFinding(hit); else if (!hit.matches('[data-f]')) strip.classList.add('up');
  });
  $('.close', strip).addEventListener('click', () => { pinned = null; dim(); });
  $('.go', strip).addEventListener('click', () => {
    $('#side-source').checked = true; strip.classList.remove('up');
    document.getElementById(strip.dataset.go)?.scrollIntoView({ block: 'center' });
  });
}
function showFinding(item) {
  const [part, span] = item.dataset.f.split(':'), start = Number(span?.split('-')[0]);
  const field = form && $(`textarea[data-part="${part}"]`);
  if (field) { field.focus(); field.setSelectionRange(...span.split('-').map(Number)); return; }
  const text = $(`#variant .t[data-p="${part}"]`);
  (text && clauseAt(text, start) || text)?.scrollIntoView({ block: 'center' });
}
// The clause of a part's text that holds an offset in UTF-16 units.
function clauseAt(text, offset) {
  let at = 0;
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    at += node.length;
    if (offset < at) return node.parentElement.closest('a');
  }
  return null;
}

// --- Keys: all single ones can be switched off (WCAG 2.1.4) ---
const help = $('#help'), box = $('#keys-on');
let keys = keep('klaviatur-keys') !== '0';
if (box) { box.checked = keys; box.addEventListener('change', () => { keys = box.checked; keep('klaviatur-keys', keys ? '1' : '0'); }); }
$('#help-open')?.addEventListener('click', () => help.showModal());
const go = (id) => { const element = document.getElementById(id); if (element) element.click(); };
function sentence(way) {
  const here = document.activeElement, inSource = here.matches('.paper span[id]');
  const next = evidence.step(inSource ? segments : clauses, inSource || here.matches('.t a') ? here : last, way);
  if (inSource) reveal(next); else next?.scrollIntoView({ block: 'center' });
}
function across() {
  const here = document.activeElement;
  if (here.matches('.paper span[id]')) { const back = [...(resting.get(here.id) || [])]; (back.find(a => a === last) || back[0])?.focus(); return; }
  const first = (here.matches('.t a') ? here : last)?.dataset.e;
  if (!first) return;
  if (!wide.matches) $('#side-source').checked = true;
  document.getElementById(`s${first.split(/[ :]/)[0]}`).focus({ preventScroll: wide.matches });
}
function comment() {
  const text = $('#comment-text');
  if (!text) return;
  const a = document.activeElement.matches('.t a') ? document.activeElement : pinned?.matches?.('.t a') ? pinned : null;
  if (a) {
    const part = a.closest('.t'), nth = `${part.dataset.p}.${$$('a', part).indexOf(a)}`;
    const option = $(`#comment-place option[data-nth="${nth}"]`);
    if (option) option.selected = true;
  }
  text.scrollIntoView({ block: 'center' }); text.focus();
}
let finding = -1;
function nextFinding() {
  const all = $$('[data-f]');
  if (!all.length) return;
  finding = (finding + 1) % all.length;
  all[finding].closest('details').open = true;
  const target = $('button', all[finding]) || all[finding];
  target.focus(); lightFinding(all[finding]); all[finding].scrollIntoView({ block: 'center' });
}
function ask() {
  const pop = $('#do-ask');
  if (pop) { pop.open = true; $('textarea', pop).focus(); }
}
const actions = { j: () => sentence(1), k: () => sentence(-1), s: across, e: () => go('do-edit'), r: () => go('do-release'), c: ask, m: comment, f: nextFinding, n: () => go('after'), p: () => go('before'), '?': () => help?.showModal() };
// A letter that follows another one which is no key belongs to words: somebody types before a field is there, or dictates.
let typed = -Infinity;
function ofWords(e) {
  if (!/^\p{L}$/u.test(e.key) || (actions[e.key] && e.timeStamp - typed > 1000)) return false;
  typed = e.timeStamp;
  return true;
}
document.addEventListener('keydown', e => {
  if (e.key === 's' && (e.ctrlKey || e.metaKey) && form) { e.preventDefault(); go('save'); return; }
  if (e.key === 'Escape') { const pop = $('.rv-pop[open]'); if (pop) { pop.open = false; $('summary', pop).focus(); } pinned = null; if (side) dim(); return; }
  if (!keys || help?.open || e.ctrlKey || e.metaKey || e.altKey || e.target.matches?.('input,textarea,select')) return;
  const act = actions[e.key];
  if (!ofWords(e) && act) { e.preventDefault(); act(); }
});

// --- While somebody types: count at once, check soon after, keep the text in this browser ---
if (!side) return;
const draft = `klaviatur-draft-${side.dataset.variant}`;
if (!form) {
  const kept = JSON.parse(keep(draft) || 'null');
  if (kept?.sent && Number(side.dataset.revision) > Number(kept.base)) keep(draft, null);
  return;
}
const fields = $$('textarea[name=part]', form), state = $('#checking'), base = form.elements.base.value;
const began = JSON.stringify(fields.map(f => f.value));
const graphemes = (text) => window.Intl?.Segmenter ? [...new Intl.Segmenter().segment(text)].length : [...text].length;
const count = (field) => { const shown = $(`[data-length="${field.id}"]`); if (shown) shown.textContent = graphemes(field.value).toLocaleString(document.documentElement.lang); };
const texts = () => JSON.stringify(fields.map(f => f.value));
let due = 0, asked = 0;
fields.forEach(count);
form.addEventListener('input', e => {
  if (!fields.includes(e.target)) return;
  count(e.target);
  keep(draft, texts() === began ? null : JSON.stringify({ base, at: Date.now(), texts: fields.map(f => f.value) }));
  document.getElementById(`count-${e.target.dataset.part}`)?.classList.add('waiting');
  clearTimeout(due); due = setTimeout(check, 300);
});
async function check() {
  const mine = ++asked;
  state.textContent = words.checking;
  const body = new URLSearchParams([...new FormData(form)]);
  try {
    const answer = await fetch(form.dataset.try, { method: 'POST', body, headers: { 'X-Requested-With': 'klaviatur', Accept: 'text/html' } });
    if (mine !== asked) return;
    if (answer.status === 401) { state.textContent = words.ended; return; }
    if (!answer.ok) throw new Error(answer.status);
    take(await answer.text());
    state.textContent = words.checked;
  } catch { if (mine === asked) state.textContent = words.failed; }
}
// Put the answer's pieces in the place of those with the same ids.
function take(text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  for (const piece of $$('body>[id]', fresh)) document.getElementById(piece.id)?.replaceWith(piece);
  learn(); caret();
}
// The caret's clause lights up as if somebody pointed at it.
function caret() {
  const field = document.activeElement;
  if (!fields.includes(field) || pinned) return;
  const text = $(`#look .t[data-p="${field.dataset.part}"]`);
  if (!text || text.textContent !== field.value) return;
  const a = clauseAt(text, field.selectionStart);
  if (a) light(a);
}
document.addEventListener('selectionchange', caret);
// A proposal goes into the field itself, so that it can be undone there.
document.addEventListener('click', e => {
  const button = e.target.closest('[data-fix]'), item = button?.closest('[data-f]');
  const [part, span] = (item?.dataset.f || '').split(':'), field = part && $(`textarea[data-part="${part}"]`);
  const shown = field && $(`#look .t[data-p="${part}"]`);
  if (!field || !shown || shown.textContent !== field.value) return;
  e.preventDefault();
  field.focus();
  field.setRangeText(button.dataset.fix, ...span.split('-').map(Number), 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
});
form.addEventListener('submit', () => { const kept = JSON.parse(keep(draft) || 'null'); if (kept) keep(draft, JSON.stringify({ ...kept, sent: true })); });
addEventListener('pageshow', () => {
  const kept = JSON.parse(keep(draft) || 'null'), note = $('#kept-draft');
  if (!kept || JSON.stringify(kept.texts) === began) { keep(draft, null); return; }
  $('p', note).textContent = `${words.draft} ${new Date(kept.at).toLocaleString(document.documentElement.lang)}`;
  note.hidden = false;
  note.addEventListener('click', e => {
    const what = e.target.dataset.draft;
    if (!what) return;
    if (what === 'take') { kept.texts.forEach((text, n) => { if (fields[n]) { fields[n].value = text; count(fields[n]); } }); form.elements.base.value = kept.base; check(); }
    else keep(draft, null);
    note.hidden = true;
  });
});
})();
