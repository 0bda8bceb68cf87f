"""The story of a copy: an output is put to an outlet, kept up to date there, and no longer; noted in the audit.

ordered (put at once) -> up to date <-> old (the output says something else, or may not leave) -> ended
                                          |-> put anew | tried again later
"""

from dataclasses import replace
from datetime import timedelta

from klaviatur.chain.leaving import Leaving
from klaviatur.ports import DeliveryStore
from klaviatur.records import Actor, Entry, OutputCopy, Receipt
from klaviatur.review.rights import allow
from klaviatur.syndicate.delivering import LONGEST, Patience

LONGEST_S = 3600.0  # a copy is never given up, and never waits longer than this for an outlet that is away


def note_put(store: DeliveryStore, put: OutputCopy, receipt: Receipt, *, keep: bool, by: Actor) -> None:
    """Note that an output was put to an outlet, in the name of who did it; to `keep` it up to date is an order.

    Where it is kept up to date already, it is now.
    """
    allow(by, "deliver")
    with store.delivering() as open_:
        now = replace(put, put_at=open_.at, attempts=0, next_at=None, why="")
        known = open_.copy(put.output, put.outlet)
        several = tuple(one for one in receipt.details if one[0] == "files")
        whose = (("ordered_by", known.by),) if known and known.by != by.name else ()
        details = (("outlet", put.outlet), ("digest", put.digest), ("receipt", receipt.id), *several, *whose)
        open_.note(Entry("output.published", f"output:{put.output}", details=details), by)
        if known:
            open_.keep_copy(replace(now, by=known.by, at=known.at))
        elif keep:
            open_.add_copy(replace(now, by=by.name, at=open_.at))
            open_.note(Entry("copy.kept", f"output:{put.output}", details=(("outlet", put.outlet),)), by)


def stop_copy(store: DeliveryStore, output: str, outlet: str, *, by: Actor) -> bool:
    """Keep an output up to date at an outlet no longer; what stands there stays. False where nobody ordered it."""
    allow(by, "deliver")
    with store.delivering() as open_:
        if open_.copy(output, outlet) is None:
            return False
        open_.drop_copy(output, outlet)
        open_.note(Entry("copy.stopped", f"output:{output}", details=(("outlet", outlet),)), by)
        return True


def keep_state(store: DeliveryStore, copy: OutputCopy) -> None:
    """Keep what is known of the files of a copy; one that somebody ended meanwhile stays ended."""
    with store.delivering() as open_:
        open_.keep_copy(copy)


def put_off(tools: Leaving, copy: OutputCopy, why: str, *, asked_s: float | None = None) -> None:
    """Keep why a copy could not be put, and when it is tried again: twice as long each time, an hour at most."""
    patience = Patience(tools.patience.first_s, min(LONGEST_S, tools.patience.most_s))
    wait = timedelta(seconds=patience.wait_s(copy.attempts + 1, tools.luck(), asked_s))
    with tools.store.delivering() as open_:
        short = why if len(why) <= LONGEST else f"{why[: LONGEST - 4]} ..."
        open_.keep_copy(replace(copy, attempts=copy.attempts + 1, next_at=open_.at + wait, why=short))
