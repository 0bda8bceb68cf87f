"""Places in a variant that a comment can stand at: its clauses, each with its number in its part."""

from dataclasses import dataclass
from itertools import groupby

from klaviatur.records import Checked, Span

SHOWN = 70  # characters of a clause in a list


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A clause as a list shows it; `value` is what a form sends, `nth` says which link of the preview it is."""

    value: str  # "0:12-80"
    nth: str  # "0.1"
    words: str


def places_in(checked: Checked) -> tuple[PlaceView, ...]:
    """Return the clauses of all parts in order."""
    found = []
    ordered = sorted(checked.evidence, key=lambda e: (e.part, e.span))
    for part, clauses in groupby(ordered, key=lambda e: e.part):
        text = checked.variant.parts[part].text
        for n, clause in enumerate(clauses):
            words = " ".join(text[clause.span.start : clause.span.end].split())
            shown = words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
            found.append(PlaceView(f"{part}:{clause.span.start}-{clause.span.end}", f"{part}.{n}", shown))
    return tuple(found)


def read_place(value: str) -> tuple[int | None, Span | None]:
    """Return part and span of a place that a form sent; two None for the whole variant or what is no place."""
    part, _, span = value.partition(":")
    start, _, end = span.partition("-")
    if not (part.isdecimal() and start.isdecimal() and end.isdecimal()) or len(value) > 30:
        return None, None
    return int(part), Span(int(start), int(end))
