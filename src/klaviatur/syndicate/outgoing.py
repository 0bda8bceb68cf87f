"""A released wording as an outlet gets it: with its marking, its embargo and where more is to be read."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from klaviatur.errors import NotReleased
from klaviatur.records import (
    DeskSource,
    Image,
    KeptVariant,
    Marking,
    Outgoing,
    Picture,
    Receipt,
    Release,
    Revision,
    Source,
    State,
    wording_of,
)

_HOME = ZoneInfo("Europe/Berlin")  # of an embargo in a German text that names no zone


@dataclass(frozen=True, slots=True)
class Released:
    """A wording that may leave, with all that is told along with it."""

    variant: KeptVariant
    release: Release
    revision: Revision
    source: DeskSource
    embargo: datetime | None  # of its text as it is now
    reviewer: str  # shown name of who released it
    first_at: datetime  # of the variant's first release
    images: tuple[Image, ...] = ()  # of its text as it is now, which is as it was released: see insist_on_pictures


def insist_on_release(variant: KeptVariant, revision: Revision, release: Release | None) -> Release:
    """Return the release of exactly these words, counted anew from the parts. Raises NotReleased."""
    name = f"Variant {variant.id!r} ({variant.channel})"
    if release is None or not release.stands or variant.state is not State.RELEASED:
        state = variant.state.value.replace("_", " ")
        because = f": {variant.why}" if variant.why else ""
        raise NotReleased(
            f"{name} has no release, it is {state}{because}. A reviewer looks at it (klaviatur desk show {variant.id}) "
            f"and releases it: klaviatur desk release {variant.id} --wording {variant.wording} --by NAME"
        )
    if not release.wording == variant.wording == revision.wording == wording_of(revision.checked.variant.parts):
        raise NotReleased(
            f"{name} does not have the wording that {release.by!r} released, so nothing of it leaves. Somebody wrote "
            "to the database by hand: run klaviatur audit verify, then edit and release it anew."
        )
    return release


def insist_on_pictures(released: Source, newest: Source) -> None:
    """Raise NotReleased where a text was brought in with other images since a wording of it was released."""
    before, now = ({(one.url, one.alt, one.digest) for one in text.images} for text in (released, newest))
    if before != now:
        raise NotReleased(
            "The images of its text have changed since it was released, and nobody has released it with these. Look at "
            "them, then withdraw it and release it anew."
        )


def marking_of(released: Released) -> Marking:
    """Return who wrote a wording, as it was released: the machine's share is what no person wrote."""
    written = released.revision.checked.variant
    share = min(1.0, max(0.0, 1.0 - released.release.human_share))
    return Marking(written.method, round(share, 4), written.writer, released.reviewer, released.release.at)


def embargo_of(text: Source) -> datetime | None:
    """Return the moment before which nothing of a text leaves, with its zone; German texts mean German time."""
    if text.embargo is None or text.embargo.tzinfo:
        return text.embargo
    return text.embargo.replace(tzinfo=_HOME if text.language == "de" else UTC)


def outgoing_of(
    released: Released,
    *,
    delivery: str = "",
    recipient: str = "",
    planned_at: datetime | None = None,
    link: str = "",
    unsubscribe: str = "",
    before: Receipt | None = None,
    zone: tzinfo | None = None,
) -> Outgoing:
    """Return what an outlet gets of a released wording; without a `link` the source's own address on the web.

    Its moments are told in the workspace's `zone`, None for the machine's own: a day is the day of those who read it.
    An embargo keeps the zone of its text where the workspace has none.
    """
    variant, written = released.variant, released.revision.checked.variant
    return Outgoing(
        delivery=delivery,
        variant=variant.id,
        channel=variant.channel,
        language=written.language,
        locale=variant.locale,
        title=released.source.title,
        parts=written.parts,
        marking=marking_of(released),
        recipient=recipient,
        planned_at=planned_at and planned_at.astimezone(zone),
        link=link or (released.source.origin if released.source.origin.startswith(("https://", "http://")) else ""),
        unsubscribe=unsubscribe,
        published_at=released.first_at.astimezone(zone),
        source=released.source.key,
        embargo=released.embargo.astimezone(zone) if released.embargo and zone else released.embargo,
        pictures=tuple(Picture(one.url, one.alt, one.caption, one.digest) for one in released.images),
        before=before,
    )
