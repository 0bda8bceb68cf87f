"""GET /deliveries - what is on its way and what became of it, doubts first; POST - what a person does about one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, TheDesk, zone_here
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.doors.site.pages.deliveries.moments import read_moment
from klaviatur.doors.site.pages.deliveries.view import (
    NEEDED,
    DeliveriesView,
    DeliveryView,
    Section,
    State,
    marking_or_none,
    namer,
)
from klaviatur.doors.site.rendering import back, own_place, page, wants_json
from klaviatur.errors import AuditBroken, Conflict, DeliveryError, NotReady, NotReleased, SettingError
from klaviatur.records import Actor, Delivery
from klaviatur.syndicate.outgoing import embargo_of
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.desk import Desk

ROWS, FEW = 50, 8
ORDER = (*NEEDED, State.SENDING, State.PLANNED, State.DELIVERED, State.RETRACTED, State.CANCELLED)
UNUSABLE = (AuditBroken, Conflict, DeliveryError, NotReady, NotReleased, SettingError)
SAID = {
    "move": N_("Moved to the new moment."),
    "cancel": N_("Cancelled; it does not leave."),
    "again": N_("Planned again."),
    "retract": N_("Taken back."),
    "arrived": N_("Noted: it arrived."),
    "lost": N_("Noted: it did not arrive. It can be sent again now."),
}
Words = Annotated[str, Query(max_length=500)]
router = APIRouter(prefix="/deliveries")


@router.get("")
def show_deliveries(
    request: Request,
    deliveries: TheDeliveries,
    desk: TheDesk,
    *,
    state: Words = "",
    outlet: Words = "",
    after: Words = "",
) -> Response:
    """Show deliveries, all states with a few of each, or one state page by page."""
    chosen = State(state) if state in set(State) else None
    return page(request, "deliveries/page.html", _view(deliveries, desk, chosen, outlet, after))


@router.get("/{number}")
def show_delivery(request: Request, number: str, deliveries: TheDeliveries, desk: TheDesk) -> Response:
    """Show one delivery."""
    return page(request, "deliveries/delivery.html", _one(deliveries, desk, number))


@router.post("/{number}/{do}")
def act(
    request: Request, number: str, do: str, *, deliveries: TheDeliveries, desk: TheDesk, by: By, sent: Sent
) -> Response:
    """Move, cancel, repeat, take back or resolve a delivery; where that cannot be done, say why."""
    try:
        done, said = _done(deliveries, number, do, sent, by, zone=zone_here(request))
    except UNUSABLE as error:
        if wants_json(request):
            raise
        view = replace(_one(deliveries, desk, number), problem=str(error))
        return page(request, "deliveries/delivery.html", view, status=409)
    return back(request, own_place(sent.text("next") or f"/deliveries/{done.id}"), said)


def _done(
    deliveries: Deliveries, number: str, do: str, sent: Form, by: Actor, *, zone: tzinfo | None
) -> tuple[Delivery, str]:
    """Do it and return how the delivery is now, and what to say of it. Raises NotReady for what nobody knows."""
    why = sent.text("why").strip()
    every = bool(sent.text("all"))
    if do == "move":
        move = deliveries.move_all if every else deliveries.move
        return _named(number, move(number, read_moment(sent.text("at"), zone), by=by)), SAID[do]
    if do == "cancel":
        return _named(number, (deliveries.cancel_all if every else deliveries.cancel)(number, why, by=by)), SAID[do]
    if do == "again":
        return _named(number, (deliveries.again_all if every else deliveries.again)(number, by=by)), SAID[do]
    if do == "retract":
        return deliveries.retract(number, why, by=by), SAID[do]
    if do != "resolve" or sent.text("arrived") not in {"yes", "no"}:
        raise NotReady(f"Nobody knows how to {do!r} a delivery. Open it; its page shows what can be done.")
    arrived = sent.text("arrived") == "yes"
    resolve = deliveries.resolve_all if every else deliveries.resolve
    done = resolve(number, arrived=arrived, why=why, by=by)
    return _named(number, done), SAID["arrived" if arrived else "lost"]


def _named(number: str, done: Delivery | Sequence[Delivery]) -> Delivery:
    """Return the delivery whose page it was, of those that were decided; the first one where it became another."""
    if isinstance(done, Delivery):
        return done
    return next((one for one in done if one.id == number), done[0])


def _view(deliveries: Deliveries, desk: Desk, chosen: State | None, outlet: str, after: str) -> DeliveriesView:
    counts = {state: n for state, n in deliveries.counts(outlet).items() if n}
    if chosen:
        rows = deliveries.deliveries(states=(chosen,), outlet=outlet, after=after, limit=ROWS + 1)
        found = {chosen: [(one, 1) for one in rows[:ROWS]]}
        last = rows[ROWS - 1].id if len(rows) > ROWS else ""
    else:
        some = [state for state in ORDER if counts.get(state)]
        found = {state: list(deliveries.plans(states=(state,), outlet=outlet, limit=FEW)) for state in some}
        last = ""
    named = namer(desk, [one for plans in found.values() for one, _ in plans], deliveries.proposals())
    sections = tuple(
        Section(state, counts.get(state, 0), tuple(replace(named(one), number=n) for one, n in plans))
        for state, plans in found.items()
        if plans
    )
    names = tuple(one.name for one in deliveries.outlets())
    return DeliveriesView(chosen or "", outlet, names, {s.value: n for s, n in counts.items()}, sections, last)


def _one(deliveries: Deliveries, desk: Desk, number: str) -> DeliveryView:
    delivery = deliveries.delivery(number)
    row = namer(desk, [delivery], [one for one in deliveries.proposals() if one.delivery.id == number])(delivery)
    kinds = {one.kind: one.retractable for one in deliveries.kinds()}
    outlets = {one.name: kinds.get(one.kind, False) for one in deliveries.outlets()}
    opened = desk.opened(delivery.variant)
    stands = opened.release is not None and opened.release.id == delivery.release
    return DeliveryView(
        row,
        outlets.get(delivery.outlet, False),
        embargo_of(opened.text),
        together=len(deliveries.planned_with(number)) if delivery.recipient else 1,
        marking=marking_or_none(deliveries, delivery.variant) if stands else None,
    )
