"""NUM x unit: every figure of a claim must be one of the source's, with its unit and its qualifier."""

from decimal import Decimal

import regex

from klaviatur.records import Span
from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.figures import Figure

_OLD = regex.compile(r"[\s\u00a0-]?(?:old|alt)\b", regex.IGNORECASE)
_ROUNDED = Decimal("0.04")
_LOOSE = frozenset({"about", "just_under", "more_than", "average"})
_SAME = (frozenset({"more_than"}), frozenset({"about", "average"}), frozenset({"just_under"}))


def check_figures(claim: Claim) -> list[Doubt]:
    """Return doubts about figures that are missing, of another unit, swapped or of another exactness."""
    doubts = [_check(figure, claim) for figure in claim.figures]
    return [doubt for doubt in doubts if doubt]


def _check(figure: Figure, claim: Claim) -> Doubt | None:
    same = [other for other in claim.facts.figures if other.values & figure.values]
    if not same:
        return _unknown(figure, claim)
    aged = _is_age(figure, claim.text)
    unit = [other for other in same if _same_unit(figure, other) or (aged and other.unit is None)]
    if not unit:
        return Doubt("unit.altered", figure.span, figure.text, same[0].span, same[0].text)
    here = [other for other in claim.facts.figures_in(claim.alignment.lines) if other in unit]
    rival = _rival(figure, claim)
    if not here and rival:
        return Doubt("number.swapped", figure.span, figure.text, rival.span, rival.text)
    return _qualifier(figure, here or unit, claim)


def _same_unit(figure: Figure, other: Figure) -> bool:
    return figure.unit == other.unit or (
        figure.unit is None and figure.span.end - figure.span.start > 0 and other.unit is None
    )


def _is_age(figure: Figure, text: str) -> bool:
    """Return whether a figure is somebody's age, which a source may state without its unit."""
    return figure.unit == "year" and _OLD.match(text, figure.span.end) is not None


def _unknown(figure: Figure, claim: Claim) -> Doubt:
    rival = _rival(figure, claim)
    source, proposal = (rival.span, rival.text) if rival else (next(iter(claim.evidence()), None), None)
    if rival and figure.qualifier in _LOOSE and _near(figure, rival):
        return Doubt("number.rounded", figure.span, figure.text, source, proposal)
    small = figure.spelled and figure.unit is None and max(figure.values) <= 12 and rival is None
    return Doubt("number.counted" if small else "number.unknown", figure.span, figure.text, source, proposal)


def _near(figure: Figure, other: Figure) -> bool:
    """Return whether the figure is the other one with fewer digits."""
    return any(
        abs(a - b) <= _ROUNDED * b and len(a.as_tuple().digits) < len(b.as_tuple().digits)
        for a in figure.values
        for b in other.values
    )


def _rival(figure: Figure, claim: Claim) -> Figure | None:
    """Return the figure of the evidence that the claim should have: same unit, unused, nearest in value."""
    used = [other.values for other in claim.figures if other is not figure]
    rivals = [
        other
        for other in claim.facts.figures_in(claim.alignment.lines[:1])
        if other.unit == figure.unit and not any(other.values & values for values in used)
    ]
    return min(rivals, key=lambda other: abs(max(other.values) - max(figure.values)), default=None)


def _qualifier(figure: Figure, others: list[Figure], claim: Claim) -> Doubt | None:
    if any(_equal(figure.qualifier, other.qualifier) for other in others):
        return None
    other = others[0]
    start = _with_qualifier(claim.facts.index.text, other)
    source = claim.facts.index.text[start : other.span.end]
    return Doubt("number.qualifier", figure.span, figure.text, Span(start, other.span.end), source)


def _equal(mine: str | None, theirs: str | None) -> bool:
    return mine == theirs or any(mine in group and theirs in group for group in _SAME)


def _with_qualifier(text: str, figure: Figure) -> int:
    """Return where the qualifier before a figure starts, a few words at most."""
    if figure.qualifier is None:
        return figure.span.start
    before = text[max(0, figure.span.start - 28) : figure.span.start].rstrip()
    cut = max(before.rfind(" ", 0, before.rfind(" ")), 0) if " " in before else 0
    return max(0, figure.span.start - 28) + cut + (1 if cut else 0)
