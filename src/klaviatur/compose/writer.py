"""The embedded writer: no key, no network, no model; parse once, render many."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from klaviatur.compose.brief import Brief, read_brief
from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms import form_for, mended
from klaviatur.compose.naming import once
from klaviatur.compose.pieces import merged, strip, text_of
from klaviatur.compose.products import ProductWriter
from klaviatur.compose.voicing import without_emoji
from klaviatur.ports import Embedder
from klaviatur.records import (
    Bilingual,
    Channel,
    Finding,
    Phrasebook,
    Role,
    Severity,
    Source,
    Span,
    Variant,
    VariantPart,
    Voice,
)

KEPT = 8  # briefs in memory


class EmbeddedWriter:
    """Writes variants from the source's own words and declared phrases; the same input gives the same text."""

    name = "embedded"

    def __init__(self, phrasebook: Phrasebook, embedder: Embedder | None = None) -> None:
        self._book = phrasebook
        self._products = ProductWriter(phrasebook)
        self._embedder = embedder
        self._briefs: dict[tuple[str, Voice], Brief] = {}

    def write(
        self,
        source: Source,
        channel: Channel,
        voice: Voice,
        *,
        previous: Variant | None = None,
        findings: Sequence[Finding] = (),
    ) -> Variant:
        """Return a variant inside the channel's limits; with blocking findings, one without their sentences."""
        if source.facts:
            return self._products.write(source, channel, voice, previous=previous, findings=findings)
        brief = self.brief(source, voice)
        gone = _gone(source, previous, findings) if previous else frozenset()
        brief = _without(brief, gone)
        desk = Desk(brief, channel, self._book, crc32(f"{source.id}{channel.name}".encode()))
        drafts = mended(desk, form_for(channel.form)(desk))
        drafts = [(name, once(source, pieces)) for name, pieces in drafts]
        parts = _without_repeats(channel, [_part(draft, emoji=channel.emoji) for draft in drafts])
        told = (*desk.findings, *_thin(brief), *_doubts(brief, parts), *_embargo(source, channel))
        return Variant(
            channel.name,
            source.id,
            source.language,
            parts,
            writer=self.name,
            findings=tuple(dict.fromkeys(told)),
            left_out=tuple(sorted(gone)),
        )

    def brief(self, source: Source, voice: Voice) -> Brief:
        """Return what an editor would ask of the source, answered once per source and voice."""
        key = (source.id, voice)
        if key not in self._briefs:
            while len(self._briefs) >= KEPT:
                self._briefs.pop(next(iter(self._briefs)))
            self._briefs[key] = read_brief(source, voice, self._embedder)
        return self._briefs[key]


def _part(draft: Draft, *, emoji: bool) -> VariantPart:
    name, pieces = draft
    pieces = merged(strip(pieces if emoji else without_emoji(pieces)))
    return VariantPart(name, text_of(pieces), pieces)


def _blocked(previous: Variant, findings: Sequence[Finding]) -> list[Span]:
    """Return the source's words that the blocked places of a variant were made from."""
    out: list[Span] = []
    for finding in findings:
        if finding.severity is Severity.BLOCK and finding.part is not None and finding.part < len(previous.parts):
            out += _origins(previous.parts[finding.part], finding.span)
    return out


def _origins(part: VariantPart, span: Span | None) -> list[Span]:
    at, out = 0, []
    for piece in part.pieces:
        touched = span is None or (at < span.end and span.start < at + len(piece.text))
        out += [piece.source] if touched and piece.source is not None else []
        at += len(piece.text)
    return out


def _gone(source: Source, previous: Variant, findings: Sequence[Finding]) -> frozenset[int]:
    """Return the sentences to leave out: those of the blocked places, and those left out before."""
    spans = _blocked(previous, findings)
    touched = {s.index for s in source.sentences if any(s.span.start < b.end and b.start < s.span.end for b in spans)}
    return frozenset(touched.union(previous.left_out))


def _without(brief: Brief, gone: frozenset[int]) -> Brief:
    """Return the brief without these sentences, their figures and quotes; the brief itself if nothing would be left."""
    standing = tuple(one for one in brief.standing if one.index not in gone)
    if not gone or not standing:
        return brief
    source = replace(
        brief.source,
        sentences=tuple(replace(s, role=Role.NOISE) if s.index in gone else s for s in brief.source.sentences),
        numbers=tuple(n for n in brief.source.numbers if n.sentence not in gone),
        dates=tuple(d for d in brief.source.dates if d.sentence not in gone),
        quotes=tuple(q for q in brief.source.quotes if not gone & set(q.sentences)),
    )
    lines = [span for span in (source.title, source.subtitle) if span]
    heads = {s.index for s in source.sentences if any(s.span.start < e and b < s.span.end for b, e in lines)}
    return replace(
        brief,
        source=source,
        blocked_title=bool(heads & gone),
        statements=tuple(one for one in brief.statements if one.index not in gone),
        standing=standing,
        items=tuple(one for one in brief.items if one.index not in gone),
        citations=tuple(one for one in brief.citations if not gone & set(one.quote.sentences)),
        news=brief.news if brief.news in standing else standing[0],
    )


def _without_repeats(channel: Channel, parts: Sequence[VariantPart]) -> tuple[VariantPart, ...]:
    """Return the parts without those that say a second time what is said, as far as the channel can do without."""
    fewest = {part.name: part.count[0] for part in channel.parts}
    left = Counter(part.name for part in parts)
    seen: set[str] = set()
    kept: list[VariantPart] = []
    for part in parts:
        words = part.text.rstrip(".!").casefold()
        if words in seen and left[part.name] > fewest.get(part.name, 1):
            left[part.name] -= 1
            continue
        seen.add(words)
        kept.append(part)
    return tuple(kept)


def _thin(brief: Brief) -> list[Finding]:
    """Return a note for a source without a sentence that could be taken out of it."""
    if brief.standing:
        return []
    message = Bilingual(
        "Die Quelle enthält keine Sätze, die für sich stehen können; die Fassung gibt nur Stichworte wieder.",
        "The source holds no sentences that can stand alone; the variant only repeats its keywords.",
    )
    return [Finding("source.no_sentences", Severity.WARN, message)]


def _doubts(brief: Brief, parts: Sequence[VariantPart]) -> list[Finding]:
    """Return the doubts about the statements that are in the variant, at their place in it."""
    out: list[Finding] = []
    for one in brief.statements:
        for finding in one.findings:
            out += [
                _moved(finding, at, part.text.find(one.text)) for at, part in enumerate(parts) if one.text in part.text
            ]
    return out


def _moved(finding: Finding, part: int, by: int) -> Finding:
    span = finding.span
    return replace(finding, part=part, span=Span(span.start + by, span.end + by) if span else None)


def _embargo(source: Source, channel: Channel) -> list[Finding]:
    """Return a warning for channels that have no place to show an embargo."""
    if source.embargo is None or channel.family == "press":
        return []
    until = source.words(source.embargo_span) or source.embargo.isoformat(" ", "minutes")
    message = Bilingual(
        f"Die Quelle hat eine Sperrfrist ({until}). Dieser Kanal zeigt sie nicht: erst danach veröffentlichen.",
        f"The source is under embargo ({until}). This channel does not show it: publish only afterwards.",
    )
    return [Finding("embargo.channel", Severity.WARN, message, source_says=until, source_span=source.embargo_span)]
