"""What the review page shows, as plain records: from an opened variant to a page or its JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from klaviatur.doors.site.pages.review.facts import mark_facts
from klaviatur.doors.site.pages.review.places import PlaceView, places_in
from klaviatur.doors.site.pages.review.queue import Queue
from klaviatur.doors.web.marks import map_source, source_markup
from klaviatur.doors.web.view import CountView, FindingView, VariantView, view_variant
from klaviatur.records import (
    Actor,
    Bilingual,
    Channel,
    Checked,
    Comment,
    DeskSource,
    KeptVariant,
    Language,
    Opened,
    Release,
    State,
    Vouched,
)
from klaviatur.review.releasing import to_answer
from klaviatur.review.rights import may

WEIGHTS = ("block", "warn", "note")
STATES: Mapping[str, tuple[State, ...]] = {  # in which states something makes sense to offer
    "edit": (State.DRAFT, State.IN_REVIEW, State.NEEDS_CHANGES, State.RELEASED, State.STALE),
    "submit": (State.DRAFT, State.NEEDS_CHANGES),
    "request_changes": (State.DRAFT, State.IN_REVIEW, State.STALE),
    "release": (State.DRAFT, State.IN_REVIEW),
    "assign": tuple(state for state in State if state is not State.RETIRED),
    "withdraw": (State.RELEASED,),
    "retire": tuple(state for state in State if state is not State.RETIRED),
    "comment": tuple(State),
    "settle": tuple(State),
}


@dataclass(frozen=True, slots=True)
class SourceView:
    """The source beside a variant."""

    desk: DeskSource
    text: str
    language: Language
    words: int
    markup: Markup


@dataclass(frozen=True, slots=True)
class CounterView:
    """The count that is nearest to its limit, and the part it counts; None counts all parts together."""

    count: CountView
    part: Bilingual | None


@dataclass(frozen=True, slots=True)
class CheckedView:
    """A wording with what verify says of it, kept or only tried out."""

    variant: VariantView
    findings: Mapping[str, tuple[FindingView, ...]]  # by weight
    counter: CounterView | None
    checked: Checked
    fixes: bool = False  # whether fixes are offered

    @property
    def blocks(self) -> tuple[FindingView, ...]:
        """Return what stops a release."""
        return self.findings["block"]


@dataclass(frozen=True, slots=True)
class PastView:
    """One revision in the history."""

    number: int
    by: str
    at: datetime
    why: str
    machine: bool  # the machine's newest draft


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A variant under review with everything a person decides by."""

    kept: KeptVariant
    source: SourceView
    now: CheckedView
    may: frozenset[str]
    revision: int
    newest: bool  # whether this is the newest revision
    machine: bool  # whether a machine wrote this revision
    has_draft: bool  # whether there is a machine's draft to compare with
    release: Release | None
    ended: tuple[Release, ...]
    comments: tuple[Comment, ...]
    places: tuple[PlaceView, ...]  # where a comment can stand
    past: tuple[PastView, ...]
    to_answer: tuple[Vouched, ...]  # what a release has to vouch for
    queue: Queue
    members: tuple[tuple[str, str], ...] = ()  # name, shown: to whom a variant can be given

    @property
    def open_comments(self) -> int:
        """Return how many comments wait for an answer."""
        return sum(comment.settled_at is None for comment in self.comments)

    @property
    def deciding(self) -> bool:
        """Return whether there is anything left to decide for this visitor."""
        return bool(self.may & {"release", "request_changes", "submit"})


def view_review(
    opened: Opened, channel: Channel, by: Actor, queue: Queue, members: Sequence[tuple[str, str]] = ()
) -> ReviewView:
    """Return what the page shows of an opened variant to this visitor."""
    kept, revision = opened.variant, opened.revision
    newest = revision.number == kept.revision
    allowed = offered(by, kept) if newest else frozenset()
    return ReviewView(
        kept=kept,
        source=view_source(opened),
        now=replace(view_checked(opened, channel, revision.checked), fixes="edit" in allowed),
        may=allowed,
        revision=revision.number,
        newest=newest,
        machine=revision.machine,
        has_draft=opened.machine is not None and not revision.machine,
        release=opened.release,
        ended=tuple(release for release in opened.releases if not release.stands),
        comments=opened.comments,
        places=places_in(revision.checked),
        past=past_of(opened),
        to_answer=to_answer(revision.checked),
        queue=queue,
        members=tuple(members),
    )


def view_source(opened: Opened) -> SourceView:
    """Return the source a variant was checked against."""
    text = opened.text
    return SourceView(opened.source, text.text, text.language, len(text.text.split()), source_markup(map_source(text)))


def view_checked(opened: Opened, channel: Channel, checked: Checked) -> CheckedView:
    """Return what is shown of a wording; it may be one that is only tried out."""
    sources = map_source(opened.text)
    variant = view_variant(checked, channel, sources, mark_facts(checked, opened.text))
    findings = {weight: tuple(f for f in variant.findings if f.severity == weight) for weight in WEIGHTS}
    return CheckedView(variant, findings, nearest_limit(variant), checked)


def offered(by: Actor, kept: KeptVariant) -> frozenset[str]:
    """Return what a visitor is offered to do; what is allowed is decided again when they do it."""
    return frozenset(action for action, states in STATES.items() if kept.state in states and may(by, action))


def nearest_limit(variant: VariantView) -> CounterView | None:
    """Return the count that fits least: one that is over first, hard limits before practice."""
    counts = [CounterView(count, part.label) for part in variant.parts for count in part.counts]
    counts += [CounterView(count, None) for count in variant.whole]
    told = variant.parts[1:] != ()
    worst = max(counts, key=lambda c: (not c.count.fits, c.count.hard, c.count.share), default=None)
    return worst if worst is None or told else replace(worst, part=None)


def past_of(opened: Opened) -> tuple[PastView, ...]:
    """Return the history of a variant, newest first."""
    draft = opened.machine.number if opened.machine else 0
    return tuple(PastView(n, by, at, why, machine=n == draft) for n, by, at, why in opened.revisions)
