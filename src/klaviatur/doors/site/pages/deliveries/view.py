"""What the pages of the deliveries show."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from klaviatur.doors.site.channels import column
from klaviatur.errors import AuditBroken, NotReleased
from klaviatur.records import Advice, Bilingual, Channel, Delivery, DeliveryState, KeptVariant, Marking, Prepared
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk

State = DeliveryState
OFFERED: Mapping[State, tuple[str, ...]] = {  # what makes sense; what is allowed is decided when it is done
    State.PLANNED: ("move", "cancel"),
    State.SENDING: (),
    State.DELIVERED: ("retract",),
    State.FAILED: ("again", "cancel"),
    State.IN_DOUBT: ("resolve",),
    State.HELD: ("again", "cancel"),
    State.CANCELLED: ("again",),
    State.RETRACTED: (),
}
NEEDED = (State.IN_DOUBT, State.FAILED, State.HELD)  # a person has to look at these


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery with the names of what it delivers."""

    delivery: Delivery
    title: str
    channel: Bilingual
    offered: tuple[str, ...]
    advice: Bilingual | None = None  # what to do about it
    number: int = 1  # of recipients that were planned together and are in this state, where a row stands for them


def moving(delivery: Delivery) -> bool:
    """Return whether a delivery is leaving just now, so that a page had best look again."""
    due = delivery.state is State.PLANNED and delivery.planned_at <= datetime.now(UTC)
    return due or delivery.state is State.SENDING


@dataclass(frozen=True, slots=True)
class Section:
    """Deliveries in one state."""

    state: State
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class DeliveriesView:
    """Deliveries: by state, doubts first, or those of one state page by page."""

    state: str
    outlet: str
    outlets: tuple[str, ...]
    counts: dict[str, int]
    sections: tuple[Section, ...]
    after: str  # where the next page begins, "" on the last

    @property
    def moving(self) -> bool:
        """Return whether something leaves just now, and nothing is being filled in on the page meanwhile."""
        typed = any("resolve" in row.offered for section in self.sections for row in section.rows)
        return not typed and any(moving(row.delivery) for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery with all that is known of it."""

    row: Row
    retractable: bool
    embargo: datetime | None
    together: int = 1  # deliveries to the recipients of its plan that are in its state, this one among them
    problem: str = ""  # an error's own words, English
    marking: Marking | None = None  # who wrote the words, while their release stands

    @property
    def moving(self) -> bool:
        """Return whether it leaves just now."""
        return moving(self.row.delivery)


@dataclass(frozen=True, slots=True)
class Choice:
    """An outlet that takes the wordings of a channel."""

    name: str
    kind: Bilingual
    recipients: bool  # it delivers to single people
    paused: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A released wording, where it may go, and what would leave."""

    kept: KeptVariant
    title: str
    channel: Bilingual
    outlets: tuple[Choice, ...]
    chosen: Choice | None
    at: str
    recipients: str
    embargo: datetime | None
    prepared: Prepared | None
    text: str  # of what would leave; "" where it is shown as a page or is no text
    deliveries: tuple[Row, ...]  # of this variant already
    problem: str = ""  # an error's own words, English
    marking: Marking | None = None  # who wrote these words, where they are released


def marking_or_none(deliveries: Deliveries, variant: str) -> Marking | None:
    """Return who wrote the wording that is released of a variant, None where none is or nobody can know."""
    with suppress(AuditBroken, NotReleased):
        return deliveries.marking(variant)
    return None


def namer(desk: Desk, deliveries: Sequence[Delivery], advice: Sequence[Advice] = ()) -> Callable[[Delivery], Row]:
    """Return a function that names what a delivery delivers; all names are read at once."""
    variants = {v.id: v for v in desk.store.variants(list(dict.fromkeys(d.variant for d in deliveries)))}
    advised = {one.delivery.id: one.why for one in advice}
    known: Mapping[str, Channel] = desk.channels

    def name(delivery: Delivery) -> Row:
        kept = variants.get(delivery.variant)
        title, channel = (kept.title, kept.channel) if kept else ("", "")
        return Row(
            delivery,
            title or delivery.variant,
            column(channel, known).label,
            OFFERED[delivery.state],
            advised.get(delivery.id),
        )

    return name
