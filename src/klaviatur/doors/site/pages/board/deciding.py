"""Submit, release or retire several variants: one after the other, so that one that is refused stops no other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.pages.board.view import SHOWN_OF_HASH
from klaviatur.errors import NotReady, WorkspaceError
from klaviatur.records import Actor, KeptVariant, Release
from klaviatur.wiring.desk import Desk

CHANGED = "Its wording has changed since the page was opened. Read the new one, then release it."


@dataclass(frozen=True, slots=True)
class Refused:
    """A variant with which it could not be done."""

    variant: KeptVariant
    why: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of one thing done with several variants."""

    said: str
    done: tuple[KeptVariant, ...]
    refused: tuple[Refused, ...]


SAID = {
    "submit": N_("Sent to review: %(num)s."),
    "release": N_("Released: %(num)s."),
    "retire": N_("Retired: %(num)s."),
}


def decide(desk: Desk, do: str, tickets: Sequence[str], *, why: str, by: Actor) -> Decided:
    """Return what was done and what was refused. Raises NotReady where nothing was chosen or nothing is to be done."""
    seen = dict(ticket.partition(".")[::2] for ticket in tickets)
    if do not in SAID or not seen:
        raise NotReady("Nothing was chosen. Tick variants on the board, then choose what is to be done with them.")
    variants = {variant.id: variant for variant in desk.store.variants(list(seen))}
    refused = _release(desk, variants, tickets, by) if do == "release" else _each(desk, do, variants, why, by)
    done = tuple(variant for name, variant in variants.items() if name not in refused)
    return Decided(SAID[do], done, tuple(Refused(variants[name], told) for name, told in refused.items()))


def _each(desk: Desk, do: str, variants: Iterable[str], why: str, by: Actor) -> dict[str, str]:
    """Submit or retire one after the other; return why those were refused that were."""
    if do == "submit":
        tried = {name: _attempt(partial(desk.submit, name, by=by)) for name in variants}
    else:
        tried = {name: _attempt(partial(desk.retire, name, why, by=by)) for name in variants}
    return {name: told for name, told in tried.items() if told}


def chosen(desk: Desk, tickets: Sequence[str]) -> tuple[Sequence[KeptVariant], Sequence[KeptVariant]]:
    """Return the variants that were chosen, and those of them that still have the wording that was on the page."""
    seen = dict(ticket.partition(".")[::2] for ticket in tickets)
    variants = desk.store.variants(list(seen))
    return variants, [v for v in variants if v.wording[:SHOWN_OF_HASH] == seen[v.id]]


def _release(desk: Desk, variants: Mapping[str, KeptVariant], tickets: Sequence[str], by: Actor) -> dict[str, str]:
    """Release the wordings that were on the page; return why those were refused that were."""
    same = {variant.id: variant.wording for variant in chosen(desk, tickets)[1]}
    results: Sequence[tuple[str, Release | str]] = desk.release_many(same, by=by)
    changed = dict.fromkeys(variants.keys() - same.keys(), CHANGED)
    return changed | {name: result for name, result in results if isinstance(result, str)}


def _attempt(action: Callable[[], object]) -> str:
    """Return why something was refused, "" where it was done; a missing right is raised, for it stops them all."""
    try:
        action()
    except WorkspaceError as error:
        return str(error)
    return ""
