"""Outlets and deliveries: where released wordings go, when, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, Field
from starlette.responses import Response

from klaviatur.doors.site.api.asking import MOST_NUMBER, Asked, By, Limit, Name, Reader, Words
from klaviatur.doors.site.api.outputs import PreparedItem, as_text
from klaviatur.doors.site.api.shapes import answer, shape_of
from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.records import Advice, Delivery, DeliveryState, Health, KeptOutlet, Passport, Pause
from klaviatur.review.rights import allow

router = APIRouter(tags=["deliveries"])
Reason = Annotated[Words, Field(min_length=3, max_length=2_000)]
Values = Annotated[dict[Name, Words], Field(max_length=50)]
YEARS = (2000, 2200)


def _in_our_time(at: datetime) -> datetime:
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise ValueError("must lie between the years 2000 and 2200")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]


class KeepOutlet(Asked):
    """An outlet's settings. Secrets are only ever sent here; those that are left out stay as they are."""

    kind: Name
    values: Values = Field(default_factory=dict)
    secrets: Values = Field(default_factory=dict)
    version: Annotated[int, Field(ge=1, le=MOST_NUMBER, description="One more than the version you have seen")]


class Plan(Asked):
    """Where a released wording is to go, and when."""

    variant: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    outlet: Name
    at: Annotated[
        Moment | None, Field(description="Not before this moment; null: at once, or when the embargo ends")
    ] = None
    recipients: Annotated[list[Name], Field(max_length=100_000, description="None: those of the outlet")] = Field(
        default_factory=list
    )


class Wide(Asked):
    """For whom something is decided."""

    all_recipients: Annotated[
        bool, Field(description="Also for the other recipients of the same plan whose deliveries are in its state")
    ] = False


class Move(Wide):
    """The new moment."""

    at: Moment


class Because(Asked):
    """The reason; it is kept."""

    why: Reason


class Cancel(Wide, Because):
    """Why it is cancelled; it is kept."""


class Resolve(Wide, Because):
    """What a person found out about a delivery in doubt."""

    arrived: bool


class Unsubscribe(Because):
    """Who wants nothing more of an outlet, and how they said so."""

    recipient: Annotated[Name, Field(min_length=3, description="Mail address; only a hash of it is kept, for good")]


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """That somebody has unsubscribed; `new` is false where that was known."""

    outlet: str
    new: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """Why nothing leaves, null where everything may; and how many deliveries that began before are on their way."""

    pause: Pause | None
    on_their_way: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many deliveries are in a state."""

    state: DeliveryState
    deliveries: int


@router.get("/outlets/kinds", response_model=list[shape_of(Passport)])  # type: ignore[misc]
def read_kinds(deliveries: TheDeliveries, _: Reader) -> Response:
    """Return every kind of outlet: what it can, its limits, and which settings it needs."""
    return answer(deliveries.kinds())


@router.get("/outlets", response_model=list[shape_of(KeptOutlet)])  # type: ignore[misc]
def read_outlets(deliveries: TheDeliveries, _: Reader) -> Response:
    """Return the outlets with their settings, without secrets."""
    return answer(deliveries.outlets())


@router.get("/outlets/{name}", response_model=shape_of(KeptOutlet))
def read_outlet(deliveries: TheDeliveries, _: Reader, name: Name) -> Response:
    """Return one outlet, without secrets."""
    return answer(deliveries.outlet(name))


@router.put("/outlets/{name}", response_model=shape_of(KeptOutlet))
def keep_outlet(deliveries: TheDeliveries, by: By, name: Name, asked: KeepOutlet) -> Response:
    """Set an outlet up, or keep its next version; one that somebody else kept meanwhile is a conflict."""
    kept = deliveries.keep_outlet(name, asked.kind, asked.values, secrets=asked.secrets, version=asked.version, by=by)
    return answer(kept)


@router.post("/outlets/{name}/check", response_model=shape_of(Health))
def check_outlet(deliveries: TheDeliveries, by: By, name: Name) -> Response:
    """Ask the platform whether it answers with these credentials; nothing is delivered."""
    allow(by, "outlets")
    return answer(deliveries.check_outlet(name))


@router.post("/outlets/{name}/pause", response_model=shape_of(KeptOutlet))
def pause_outlet(deliveries: TheDeliveries, by: By, name: Name, asked: Because) -> Response:
    """Let nothing leave through this outlet."""
    return answer(deliveries.pause_outlet(name, asked.why, by=by))


@router.post("/outlets/{name}/open", response_model=shape_of(KeptOutlet))
def open_outlet(deliveries: TheDeliveries, by: By, name: Name) -> Response:
    """Let everything leave through this outlet again."""
    return answer(deliveries.open_outlet(name, by=by))


@router.post("/outlets/{name}/unsubscribe", response_model=shape_of(Unsubscribed))
def unsubscribe(deliveries: TheDeliveries, by: By, name: Name, asked: Unsubscribe) -> Response:
    """Keep that somebody wants nothing more of this outlet."""
    return answer(Unsubscribed(name, deliveries.suppress(name, asked.recipient.strip(), asked.why, by=by)))


@router.get("/deliveries", response_model=list[shape_of(Delivery)])  # type: ignore[misc]
def read_deliveries(
    deliveries: TheDeliveries,
    _: Reader,
    *,
    state: Annotated[list[DeliveryState], Query(description="Only in these states")] = [],  # noqa: B006
    outlet: Annotated[Name, Query()] = "",
    variant: Annotated[Name, Query()] = "",
    since: Annotated[Moment | None, Query(description="Planned for this moment or later")] = None,
    until: Annotated[Moment | None, Query(description="Planned for an earlier moment")] = None,
    after: Annotated[Name, Query(description="`id` of the last one seen")] = "",
    limit: Limit = 100,
) -> Response:
    """Return deliveries."""
    found = deliveries.deliveries(
        states=state, outlet=outlet, variant=variant, since=since, until=until, after=after, limit=limit
    )
    if outlet and not found:
        deliveries.outlet(outlet)  # raises where there is none
    return answer(found)


@router.get("/deliveries/counts", response_model=list[shape_of(Count)])  # type: ignore[misc]
def read_counts(deliveries: TheDeliveries, _: Reader, outlet: Annotated[Name, Query()] = "") -> Response:
    """Return how many deliveries are in which state."""
    return answer([Count(state, n) for state, n in deliveries.counts(outlet).items()])


@router.get("/deliveries/advice", response_model=list[shape_of(Advice)])  # type: ignore[misc]
def read_advice(deliveries: TheDeliveries, _: Reader, limit: Limit = 100) -> Response:
    """Return deliveries that need a person, and what to do about each."""
    return answer(deliveries.proposals(limit=limit))


@router.post("/deliveries", status_code=201, response_model=list[shape_of(Delivery)])  # type: ignore[misc]
def plan(deliveries: TheDeliveries, by: By, asked: Plan) -> Response:
    """Plan deliveries of a released wording; the same plan twice is the same deliveries."""
    return answer(deliveries.plan(asked.variant, asked.outlet, at=asked.at, recipients=asked.recipients, by=by), 201)


@router.get("/deliveries/prepare", response_model=shape_of(PreparedItem))
def prepare(
    deliveries: TheDeliveries,
    _: Reader,
    variant: Annotated[Name, Query(min_length=1)],
    outlet: Annotated[Name, Query(min_length=1)],
) -> Response:
    """Return what would leave, with the platform's problems."""
    return answer(as_text(deliveries.prepare(variant, outlet)))


@router.get("/deliveries/{delivery}", response_model=shape_of(Delivery))
def read_delivery(deliveries: TheDeliveries, _: Reader, delivery: Name) -> Response:
    """Return one delivery."""
    return answer(deliveries.delivery(delivery))


@router.post("/deliveries/{delivery}/move", response_model=shape_of(Delivery))
def move(deliveries: TheDeliveries, by: By, delivery: Name, asked: Move) -> Response:
    """Put a planned delivery at another moment."""
    move = deliveries.move_all if asked.all_recipients else deliveries.move
    return answer(_named(delivery, move(delivery, asked.at, by=by)))


@router.post("/deliveries/{delivery}/cancel", response_model=shape_of(Delivery))
def cancel(deliveries: TheDeliveries, by: By, delivery: Name, asked: Cancel) -> Response:
    """Cancel a delivery that has not left."""
    cancel = deliveries.cancel_all if asked.all_recipients else deliveries.cancel
    return answer(_named(delivery, cancel(delivery, asked.why, by=by)))


@router.post("/deliveries/{delivery}/again", response_model=shape_of(Delivery))
def again(
    deliveries: TheDeliveries,
    by: By,
    delivery: Name,
    *,
    all_recipients: Annotated[bool, Query(description="Also for the other recipients of the same plan")] = False,
) -> Response:
    """Try a delivery again that failed or was held back; recipients that can get nothing stay as they are."""
    again = deliveries.again_all if all_recipients else deliveries.again
    return answer(_named("", again(delivery, by=by)))


@router.post("/deliveries/{delivery}/retract", response_model=shape_of(Delivery))
def retract(deliveries: TheDeliveries, by: By, delivery: Name, asked: Because) -> Response:
    """Ask the platform to take a delivery back."""
    return answer(deliveries.retract(delivery, asked.why, by=by))


@router.post("/deliveries/{delivery}/resolve", response_model=shape_of(Delivery))
def resolve(deliveries: TheDeliveries, by: By, delivery: Name, asked: Resolve) -> Response:
    """Say whether a delivery in doubt arrived."""
    resolve = deliveries.resolve_all if asked.all_recipients else deliveries.resolve
    return answer(_named(delivery, resolve(delivery, arrived=asked.arrived, why=asked.why, by=by)))


def _named(delivery: str, done: Delivery | Sequence[Delivery]) -> Delivery:
    """Return the delivery that was asked about, of those that were decided; the first one where it became another."""
    if isinstance(done, Delivery):
        return done
    return next((one for one in done if one.id == delivery), done[0])


@router.get("/pause", response_model=shape_of(Paused))
def read_pause(deliveries: TheDeliveries, _: Reader) -> Response:
    """Return whether everything is paused."""
    return answer(Paused(deliveries.paused(), deliveries.flying()))


@router.put("/pause", response_model=shape_of(Paused))
def pause_all(deliveries: TheDeliveries, by: By, asked: Because) -> Response:
    """Let nothing leave by any outlet; the answer says what had begun and was not through some seconds later."""
    return answer(Paused(deliveries.pause_all(asked.why, by=by), deliveries.flying()))


@router.delete("/pause", response_model=shape_of(Paused))
def go_on(deliveries: TheDeliveries, by: By) -> Response:
    """Let everything leave again."""
    deliveries.go_on(by=by)
    return answer(Paused(None, deliveries.flying()))
