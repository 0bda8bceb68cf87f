"""What must hold before a wording leaves, looked up inside the transaction that lets it go."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from random import random
from typing import Literal

from klaviatur.errors import NotReady, NotReleased, SettingError
from klaviatur.ports import Delivering, DeliveryStore, Outlet
from klaviatur.records import Delivery, KeptOutlet, Outgoing, Passport, Picture, Recipients
from klaviatur.review.releasing import unanswered
from klaviatur.syndicate.delivering import Patience
from klaviatur.syndicate.outgoing import Released, embargo_of, insist_on_pictures, insist_on_release
from klaviatur.syndicate.recipients import checked, same_address

ALL_CHANNELS = "*"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the story of a delivery needs of others."""

    store: DeliveryStore
    passport: Callable[[str], Passport]  # of a kind
    outlet: Callable[[KeptOutlet], AbstractContextManager[Outlet]]  # lends it to one thread; may raise SettingError
    mark: Callable[[str, str], str]  # of an outlet's recipient, for those who have unsubscribed
    unsubscribe: Callable[[str, str], str] = lambda _outlet, _recipient: ""  # address of one-click unsubscription
    picture: Callable[[Picture], Picture] = lambda picture: picture  # one with its bytes; may raise Refused
    patience: Patience = field(default_factory=Patience)
    luck: Callable[[], float] = random
    zone: tzinfo | None = None  # of the workspace, None for the machine's own


def can(tools: Leaving, kind: str, what: Literal["idempotent", "retractable", "updates"]) -> bool:
    """Return whether a kind of outlet can do something; one that this version does not know can do nothing."""
    try:
        return bool(getattr(tools.passport(kind), what))
    except SettingError:
        return False


def standing_there(tools: Leaving, open_: Delivering, delivery: Delivery) -> Delivery | None:
    """Return what this delivery would take the place of, None where its outlet only adds to what is there."""
    return open_.standing_there(delivery) if can(tools, open_.outlet(delivery.outlet).kind, "updates") else None


def look_up(open_: Delivering, variant: str) -> Released:
    """Return what may leave of a variant in this transaction. Raises NotReleased, UnknownVariant."""
    kept, revision = open_.variant(variant), open_.revision(variant)
    release = insist_on_release(kept, revision, open_.standing_release(variant))
    if not open_.proved(release):
        raise NotReleased(
            f"Nothing in the audit says that {release.by!r} released variant {variant!r} like this, so nothing of it "
            "leaves. Somebody wrote to the database by hand: run klaviatur audit verify, then release it anew."
        )
    if still_open := unanswered(revision.checked, release.vouched):
        raise NotReleased(
            f"Variant {variant!r} has a blocking finding nobody vouched for ({still_open[0].rule!r} at "
            f"{still_open[0].words!r}), so it stays here. Correct the words or vouch: klaviatur desk show {variant}"
        )
    source = open_.source(kept.source)
    newest = open_.parsed(source.source if source.kind == "text" else revision.source)
    if source.kind == "text" and source.source != revision.source and source.changed_at > release.at:
        insist_on_pictures(open_.parsed(revision.source), newest)
    first = (open_.first_release(variant) or release).at
    by = open_.shown(release.by)
    return Released(kept, release, revision, source, embargo_of(newest), by, first, newest.images)


def with_pictures(tools: Leaving, outgoing: Outgoing, kind: str) -> Outgoing:
    """Return what leaves with the bytes of its images, for a kind that hands them over. Raises Refused."""
    if not outgoing.pictures or tools.passport(kind).pictures != "handed_over":
        return outgoing
    return replace(outgoing, pictures=tuple(tools.picture(one) for one in outgoing.pictures))


def insist_on_channel(outlet: KeptOutlet, passport: Passport, channel: str) -> None:
    """Raise NotReady where an outlet does not take wordings of a channel."""
    if channel in passport.channels or ALL_CHANNELS in passport.channels:
        return
    taken = ", ".join(passport.channels)
    raise NotReady(f"Outlet {outlet.name!r} ({outlet.kind}) takes {taken}, not {channel!r}. Choose another outlet.")


def look_at(tools: Leaving, open_: Delivering, outlet: KeptOutlet, given: Sequence[str]) -> Recipients:
    """Return what becomes of each address given for an outlet that sends to people."""
    found = checked(given)
    marks = {tools.mark(outlet.name, address): address for address in found.taken}
    gone = open_.suppressed(list(marks))
    return checked(given, [same_address(marks[mark]) for mark in gone]) if gone else found
