"""How an output lies there: whether as it was written, when it says something else, what became of a product in it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from klaviatur.adapters.outputs.damage import insist_whole
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.errors import NotReady
from klaviatur.records import Bilingual, KnownOutput, Problem, Severity

TRIES = 5  # to read an output that is run meanwhile
DELIVERED, HELD, ABSENT, GROUPS, DAMAGED = "delivered", "held", "not in it", "groups its variants", "damaged"


def standing(output: KnownOutput, shelf: OutputShelf, now: datetime) -> KnownOutput:
    """Return an output with what its files say of it; as it is where it is off or cannot be run."""
    if output.problem or not output.on:
        return output
    newest = shelf.newest()
    due = newest.due if newest else None
    told = "" if lies_whole(output, shelf) else str(damaged(output.name))
    return replace(output, damaged=told, due=due, overdue=due is not None and due <= now)


def lies_whole(output: KnownOutput, shelf: OutputShelf) -> bool:
    """Return whether an output lies there as it was written, also where that is: not at all."""
    for _ in range(TRIES):
        state = shelf.state()
        if state is None:
            return output.stands is None
        with suppress(FileNotFoundError):
            insist_whole(shelf.folder, state)
            return True
    return False


def fate_in(output: KnownOutput, shelf: OutputShelf, record: str, problems: Sequence[Problem]) -> str:
    """Return what became of a record in an output, see `Syndication.why`; `problems` are those of its product."""
    if any(problem.severity is Severity.BLOCK for problem in problems):
        return HELD
    for _ in range(TRIES):
        with suppress(FileNotFoundError):
            if not lies_whole(output, shelf):
                return DAMAGED
            return DELIVERED if shelf.holds(record) else GROUPS if shelf.only_groups(record) else ABSENT
    return DAMAGED


def damage_at(key: str, output: str) -> Problem:
    """Return what a product is told of an output whose files are damaged."""
    said = Bilingual(
        "Dateien dieser Ausgabe fehlen oder sind beschädigt, daher geht sie nicht hinaus.",
        "Files of this output are gone or damaged, so it does not leave.",
    )
    do = Bilingual(
        f"Auf ihrer Seite „Alles neu bauen“, oder: klaviatur syndicate {output} --full --by NAME",
        f"On its page “Build all of it anew”, or: klaviatur syndicate {output} --full --by NAME",
    )
    return Problem(key, "output_damaged", "", Severity.WARN, said, do)


def damaged(output: str) -> NotReady:
    """Return what is said of an output whose files are not there as they were written."""
    return NotReady(
        f"Files of the output {output!r} are gone or damaged, so it does not leave. Make it anew: with “Build all of "
        f"it anew” on its page, or klaviatur syndicate {output} --full --by NAME"
    )
