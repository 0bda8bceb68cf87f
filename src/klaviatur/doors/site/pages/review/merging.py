"""Two people's changes of one text laid together, where they do not touch each other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from klaviatur.records import VariantPart
from klaviatur.review.human import differences


class Change(NamedTuple):
    """A stretch of a text, and what somebody put in its place."""

    start: int
    end: int
    text: str


def lay_together(before: str, theirs: str, mine: str) -> str | None:
    """Return the text with both people's changes; None where two of them touch and a person has to choose."""
    changes = sorted({*_changes(before, theirs), *_changes(before, mine)})
    if any(later.start <= earlier.end for earlier, later in pairwise(changes)):
        return None
    return _applied(before, changes)


def _changes(before: str, now: str) -> list[Change]:
    (part,) = differences((VariantPart("", before),), (VariantPart("", now),))
    found: list[Change] = []
    at = 0
    for run in part.runs:
        if run.kind == "equal":
            at += len(run.text)
            continue
        gone, put = (len(run.text), "") if run.kind == "delete" else (0, run.text)
        last = found.pop() if found and found[-1].end == at else Change(at, at, "")
        found.append(Change(last.start, at + gone, last.text + put))
        at += gone
    return found


def _applied(text: str, changes: Sequence[Change]) -> str:
    for change in reversed(changes):
        text = text[: change.start] + change.text + text[change.end :]
    return text
