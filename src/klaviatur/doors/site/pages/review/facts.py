"""Figures, dates, names and quotations in a variant, each with what the source says about it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from klaviatur.doors.web.marks import MarkedFact
from klaviatur.records import Checked, Evidence, Finding, NameKind, Severity, Source, Span, Verdict
from klaviatur.verify.facts import quotes_of, typed

TOLD_OF_FACTS = ("number.", "unit.", "date.", "entity.", "role.", "quote.", "attribution.")


def mark_facts(checked: Checked, source: Source) -> Mapping[int, Sequence[MarkedFact]]:
    """Return the facts of every part, in order and without overlap; what no claim is made of has no mark."""
    pattern = _names(source)
    return {
        index: tuple(_marked(index, part.text, checked, pattern)) for index, part in enumerate(checked.variant.parts)
    }


def _marked(index: int, text: str, checked: Checked, names: re.Pattern[str] | None) -> Iterator[MarkedFact]:
    told = [f for f in checked.findings if f.part == index and f.span and f.rule.startswith(TOLD_OF_FACTS)]
    doubted = [f for f in told if f.severity is not Severity.NOTE and f.span]
    clauses = [e for e in checked.evidence if e.part == index]
    spans = [*_stated(text, checked, names), *(f.span for f in doubted if f.span and len(f.words) < 60)]
    at = 0
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        verdict = _verdict(span, doubted, clauses)
        if span.start >= at and verdict:
            yield MarkedFact(span, verdict)
            at = span.end


def _stated(text: str, checked: Checked, names: re.Pattern[str] | None) -> Iterator[Span]:
    figures, moments = typed(text, checked.variant.language)
    yield from (figure.span for figure in figures)
    yield from (moment.span for moment in moments)
    yield from (Span(quote.end, quote.end + 1) for quote in quotes_of(text))  # the mark that closes it
    yield from (Span(*match.span()) for match in (names.finditer(text) if names else ()))


def _names(source: Source) -> re.Pattern[str] | None:
    """Return what finds the source's names, the longest first."""
    known = {source.words(m) for name in source.names if name.kind is not NameKind.OTHER for m in name.mentions}
    if not known:
        return None
    either = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _verdict(span: Span, doubted: Sequence[Finding], clauses: Iterable[Evidence]) -> Verdict | None:
    """Return what a fact's mark says: what a finding at its place says, else what its clause says."""
    finding = next((f for f in doubted if f.span and _touch(f.span, span)), None)
    if finding:
        return Verdict.ALTERED if finding.source_says else Verdict.UNSUPPORTED
    clause = next((e for e in clauses if _touch(e.span, span)), None)
    if clause is None or clause.verdict is Verdict.DECLARED:
        return None
    return Verdict.UNSUPPORTED if clause.verdict is Verdict.UNSUPPORTED else Verdict.SUPPORTED


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
