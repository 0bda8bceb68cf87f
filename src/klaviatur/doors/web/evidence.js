// Lights up clauses of a variant and the words of the source that carry them; shared by the board's file and the
// pages of the workspace.
const evidence = (() => {
const $$ = (q, at = document) => [...at.querySelectorAll(q)];
const placesOf = (text) => (text || '').split(' ').filter(Boolean);

// A range of the text inside an element, counted in UTF-16 units.
function range(element, start, end) {
const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), out = document.createRange();
let at = 0, open = false;
for (let node = walk.nextNode(); node; node = walk.nextNode()) {
const next = at + node.length;
if (!open && start < next) { out.setStart(node, start - at); open = true; }
if (open && end <= next) { out.setEnd(node, end - at); return out; }
at = next;
}
return null;
}
function paint(name, ranges) {
if (!CSS.highlights) return;
ranges = ranges.filter(Boolean);
ranges.length ? CSS.highlights.set(name, new Highlight(...ranges)) : CSS.highlights.delete(name);
}
function dim() {
$$('.lit,.on').forEach(e => e.classList.remove('lit', 'on'));
paint('evidence', []); paint('place', []);
}
function lightPlaces(places) {
const lit = places.map(place => {
const [number, span] = place.split(':'), segment = document.getElementById('s' + number);
segment.classList.add('lit');
return [segment, span && range(segment, ...span.split('-').map(Number))];
});
paint('evidence', lit.map(([, part]) => part));
return lit;
}
// Light a finding's words in the variant ("part:start-end") and what the source says about them.
function lightFinding(item, inside) {
const [part, span] = item.dataset.f.split(':');
const text = part && inside.querySelector(`.t[data-p="${part}"]`);
if (text) paint('place', [range(text, ...span.split('-').map(Number))]);
return lightPlaces(placesOf(item.dataset.r));
}
// Which clauses rest on a segment of the source.
function bySegment(clauses) {
const found = new Map();
for (const a of clauses) for (const place of placesOf(a.dataset.e)) {
const id = 's' + place.split(':')[0];
found.set(id, (found.get(id) || new Set()).add(a));
}
return found;
}
// Scroll one box alone, never the page.
function reveal(box, element, smooth) {
const frame = box.getBoundingClientRect(), own = element.getBoundingClientRect();
if (own.top >= frame.top + 24 && own.bottom <= frame.bottom - 24) return;
box.scrollTo({ top: box.scrollTop + own.top - frame.top - frame.height / 3, behavior: smooth ? 'smooth' : 'auto' });
}
const shown = list => list.filter(e => e.getClientRects().length);
// Give the focus to the next of a list, or to the first that is in sight.
function step(list, from, way) {
const seen = shown(list);
if (!seen.length) return undefined;
let at = seen.indexOf(from);
if (at < 0) { const below = seen.findIndex(e => e.getBoundingClientRect().top > 60); at = way > 0 ? (below < 0 ? seen.length : below) - 1 : below < 0 ? seen.length : below; }
const next = seen[Math.min(Math.max(at + way, 0), seen.length - 1)];
next.focus({ preventScroll: true });
return next;
}
// Two marks on one line: the second moves down.
function settle() {
const boxes = $$('.pv').map(box => $$('.t i', box));
boxes.flat().forEach(mark => { mark.style.marginTop = ''; });
const tops = new Map(boxes.flat().map(mark => [mark, mark.getBoundingClientRect().top]));
for (const marks of boxes) {
let low = -1e9;
for (const mark of marks.filter(m => tops.get(m))) {
const push = Math.max(0, low + 20 - tops.get(mark));
if (push && push < 60) mark.style.marginTop = push + 'px';
low = tops.get(mark) + push;
}
}
}
let due; addEventListener('resize', () => { clearTimeout(due); due = setTimeout(settle, 120); });
return { placesOf, range, paint, dim, lightPlaces, lightFinding, bySegment, reveal, shown, step, settle };
})();
