"""Text with marks: clauses that lead to their evidence, and the source they lead to.

Offsets arrive in code points and leave, for the page's script, in UTF-16 units relative to one segment of the source.
A segment is a sentence of the source, or the stretch between two sentences where that is not white space.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup, escape

from klaviatur.records import Evidence, NameKind, Source, Span, VariantPart, Verdict

MOST_PLACES = 3  # of the source that light up for one clause: best first
TOLD_BELOW = 0.995  # full trust needs no figure
SILENT = {"typography", "case"}  # changes that no reader asks about
LETTER = {Verdict.SUPPORTED: "s", Verdict.ALTERED: "a", Verdict.UNSUPPORTED: "u", Verdict.DECLARED: "d"}
FOLD = Markup("<b></b>")


class MarkedFact(NamedTuple):
    """A figure, date, name or quotation in a part, and what the source says about it."""

    span: Span
    verdict: Verdict


@dataclass(frozen=True)
class SourceMap:
    """The source cut into segments, in order, without overlap."""

    source: Source
    segments: tuple[Span, ...]

    @cached_property
    def _ends(self) -> list[int]:
        return [segment.end for segment in self.segments]

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    def within(self, span: Span) -> range:
        """Return the numbers of the segments that share at least one character with `span`."""
        return range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))

    def references(self, spans: Iterable[Span]) -> list[str]:
        """Return places for the page's script: "12" for a whole segment, "12:3-40" for a stretch of it."""
        places = [self._reference(n, span) for span in spans for n in self.within(span)]
        return list(dict.fromkeys(places))

    def _reference(self, number: int, span: Span) -> str:
        segment = self.segments[number]
        words = self.source.words(segment)
        start = max(span.start, segment.start) - segment.start
        end = min(span.end, segment.end) - segment.start
        if not any(c.isalnum() for c in words[:start] + words[end:]):
            return str(number)
        return f"{number}:{utf16(words[:start])}-{utf16(words[:end])}"


def map_source(source: Source) -> SourceMap:
    """Cut the source into segments."""
    segments: list[Span] = []
    at = 0
    for sentence in sorted(source.sentences, key=lambda s: s.span):
        if sentence.span.start < at:
            continue
        segments += _stretch(source.text, at, sentence.span.start)
        segments.append(Span(*sentence.span))
        at = sentence.span.end
    return SourceMap(source, (*segments, *_stretch(source.text, at, len(source.text))))


def part_markup(
    part: VariantPart,
    evidence: Sequence[Evidence],
    fold: int | None,
    sources: SourceMap,
    facts: Sequence[MarkedFact] = (),
) -> Markup:
    """Return a part's exact text as markup: every clause a link to its evidence, verdict marks where they change.

    `fold` is where the platform hides the rest, in code points; `facts` are in order and do not overlap. The text
    content of the result is `part.text`.
    """
    ink = _Ink(part.text, facts)
    out: list[Markup] = []
    before: Verdict | None = None
    hidden = False
    for start, end, clause in _cut(len(part.text), evidence):
        if fold is not None and start >= fold and not hidden:
            hidden = True
            out.append((FOLD if start == fold else Markup()) + Markup("<span class=x>"))
        inner = ink.stretch(start, end) if hidden else _folded(ink, start, end, fold)
        if clause is None:
            before = None if "\n\n" in part.text[start:end] else before
            out.append(inner)
            continue
        mark = Markup("<i></i>") if clause.verdict is not before else Markup()
        out.append(_link(clause, sources, _changes(part, start, end)) + mark + inner + Markup("</a>"))
        before = clause.verdict
    return Markup().join(out) + (Markup("</span>") if hidden else "")


def source_markup(sources: SourceMap) -> Markup:
    """Return the source block by block, every segment with its number, figures, dates and names marked."""
    facts = list(_facts(sources.source))
    out, shown = [], 0
    for block in sorted(sources.source.blocks, key=lambda b: b.span):
        inside = sources.within(block.span)
        inside = range(max(inside.start, shown), max(inside.stop, shown))
        out.append(_paragraph(sources, range(shown, inside.start), facts, "body"))
        out.append(_paragraph(sources, inside, facts, block.role.value))
        shown = inside.stop
    out.append(_paragraph(sources, range(shown, len(sources.segments)), facts, "body"))
    return Markup().join(out)


def utf16(text: str) -> int:
    """Return the length as JavaScript counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _stretch(text: str, start: int, end: int) -> list[Span]:
    inner = text[start:end].strip()
    if not inner:
        return []
    first = text.index(inner, start)
    return [Span(first, first + len(inner))]


def _cut(length: int, evidence: Sequence[Evidence]) -> Iterator[tuple[int, int, Evidence | None]]:
    """Cut a text into clauses and what is between them; of overlapping clauses the later one gives way."""
    at = 0
    for clause in sorted(evidence, key=lambda e: e.span):
        start, end = max(clause.span.start, at), min(clause.span.end, length)
        if start >= end:
            continue
        if start > at:
            yield at, start, None
        yield start, end, clause
        at = end
    if at < length:
        yield at, length, None


@dataclass(frozen=True, slots=True)
class _Ink:
    """A part's text with its marked facts."""

    text: str
    facts: Sequence[MarkedFact]

    def stretch(self, start: int, end: int) -> Markup:
        """Return a stretch of the text; a fact that ends outside is marked as far as it is inside."""
        out, at = Markup(), start
        for span, verdict in self.facts:
            first, last = max(span.start, at), min(span.end, end)
            if first >= last:
                continue
            out += escape(self.text[at:first])
            out += Markup('<u class="f f-{}">{}</u>').format(LETTER[verdict], self.text[first:last])
            at = last
        return out + escape(self.text[at:end])


def _folded(ink: _Ink, start: int, end: int, fold: int | None) -> Markup:
    """Return a stretch that begins in sight, with the fold inside it where it lies there."""
    if fold is None or end <= fold:
        return ink.stretch(start, end)
    return ink.stretch(start, fold) + FOLD + Markup("<span class=x>{}</span>").format(ink.stretch(fold, end))


def _link(clause: Evidence, sources: SourceMap, changes: str) -> Markup:
    places = sources.references(clause.source[:MOST_PLACES])
    target = f"s{places[0].split(':')[0]}" if places else f"v-{clause.verdict.value}"
    out = Markup('<a class={} href="#{}"').format(LETTER[clause.verdict], target)
    out += Markup(' data-e="{}"').format(" ".join(places)) if places else ""
    out += Markup(" data-t={}").format(round(clause.score * 100)) if places and 0 < clause.score < TOLD_BELOW else ""
    return out + (Markup(' data-g="{}"').format(changes) if changes else "") + Markup(">")


def _changes(part: VariantPart, start: int, end: int) -> str:
    """Return how the pieces between two offsets differ from the source, each way once."""
    found, at = [], 0
    for piece in part.pieces:
        if piece.change and piece.change not in SILENT and at < end and at + len(piece.text) > start:
            found.append(piece.change)
        at += len(piece.text)
    return " ".join(dict.fromkeys(found))


def _facts(source: Source) -> Iterator[tuple[Span, str]]:
    """Yield figures, dates and names in order, the first of overlapping ones."""
    names = [m for name in source.names if name.kind is not NameKind.OTHER for m in name.mentions]
    figures = [(n.span, "f") for n in source.numbers] + [(d.span, "f") for d in source.dates]
    at = 0
    for span, kind in sorted([*figures, *((m, "n") for m in names)]):
        if span.start >= at:
            yield Span(*span), kind
            at = span.end


def _paragraph(sources: SourceMap, numbers: Sequence[int], facts: Sequence[tuple[Span, str]], role: str) -> Markup:
    if not numbers:
        return Markup()
    inner = Markup(" ").join(_segment(sources, n, facts) for n in numbers)
    return Markup("<p class={}>{}</p>\n").format(role, inner)


def _segment(sources: SourceMap, number: int, facts: Sequence[tuple[Span, str]]) -> Markup:
    segment, text = sources.segments[number], sources.source.text
    out, at = Markup("<span id=s{} tabindex=-1>").format(number), segment.start
    for span, kind in facts[bisect_left(facts, (Span(segment.start, -1), "")) :]:
        if span.start >= segment.end:
            break
        if span.end <= segment.end:
            out += escape(text[at : span.start])
            out += Markup("<u class={}>{}</u>").format(kind, text[span.start : span.end])
            at = span.end
    return out + escape(text[at : segment.end]) + Markup("</span>")
