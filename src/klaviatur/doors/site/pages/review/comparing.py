"""Two wordings side by side: a revision and an older one, or what two people made of the same one."""

from collections.abc import Sequence

from klaviatur.doors.site.pages.review.merging import lay_together
from klaviatur.doors.site.pages.review.other import (
    ClashView,
    ConflictView,
    HistoryView,
    PartRuns,
    label_of,
)
from klaviatur.doors.site.pages.review.view import past_of
from klaviatur.records import Actor, Bilingual, Channel, Opened, Revision
from klaviatur.review.human import Run, differences
from klaviatur.review.rights import may


def view_history(newest: Opened, older: Revision, channel: Channel, by: Actor, query: str) -> HistoryView:
    """Return the history of a variant, its newest revision laid beside an older one."""
    now = newest.revision.checked.variant
    found = differences(older.checked.variant.parts, now.parts)
    return HistoryView(
        kept=newest.variant,
        label=channel.label,
        title=newest.source.title,
        language=now.language,
        older=older.number,
        newer=newest.revision.number,
        parts=tuple(PartRuns(label_of(channel, part.name), part.changed, old_first(part.runs)) for part in found),
        past=past_of(newest),
        can_restore=may(by, "edit"),
        query=query,
    )


def view_conflict(
    newest: Opened, base: Revision | None, sent: Sequence[str], channel: Channel, why: str
) -> ConflictView:
    """Return what somebody sent beside what somebody else has saved since; nothing of either is left out.

    Changes that do not touch each other stand in the field together; where two of them do, the sender's words alone.
    """
    now = newest.revision.checked.variant
    began = base.checked.variant.parts if base else now.parts
    runs = {part.part: old_first(part.runs) for part in differences(began, now.parts)}
    texts = [began[n].text if n < len(began) else "" for n in range(len(now.parts))]
    mine = [*sent, *texts[len(sent) :]]
    clashes = [
        _clash(label_of(channel, part.name), texts[n], part.text, mine[n], runs.get(n, ()))
        for n, part in enumerate(now.parts)
    ]
    return ConflictView(
        kept=newest.variant,
        label=channel.label,
        language=now.language,
        newer=newest.revision.number,
        parts=tuple(clashes),
        left_over=tuple(text for text in sent[len(now.parts) :] if text.strip()),
        why=why,
    )


def _clash(label: Bilingual, before: str, theirs: str, mine: str, runs: tuple[Run, ...]) -> ClashView:
    together = lay_together(before, theirs, mine)
    field = mine if together is None else together
    return ClashView(label, theirs, mine, field, mine != before, theirs != before, runs, laid=together is not None)


def old_first(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs in the order people read a change: what has gone before what came instead."""
    out: list[Run] = []
    for run in runs:
        swap = run.kind == "delete" and bool(out) and out[-1].kind == "insert"
        out.insert(len(out) - swap, run)
    return tuple(out)
