"""What the sender asks: what is due, what lost its release, how fast an outlet was used."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, or_, select, tuple_

from klaviatur.adapters.stores.deliveries.rows import DELIVERY, delivery_of
from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.schema_deliveries import deliveries, outlet_states
from klaviatur.adapters.stores.schema_desk import releases
from klaviatur.records import Delivery, DeliveryState

_d, _s, _r = deliveries.c, outlet_states.c, releases.c
_earlier = deliveries.alias("earlier")
_PLANNED, _SENDING = DeliveryState.PLANNED.value, DeliveryState.SENDING.value


def due(now: str, without: Collection[str] = ()) -> Select[Any]:
    """Return the query for what may leave now: of each line of an outlet's recipient the first, while none flies.

    Nothing of the outlets `without`.
    Rows that another transaction of PostgreSQL is deciding on are passed over.
    """
    e = _earlier.c
    same = (e.outlet == _d.outlet, e.recipient == _d.recipient)
    order = tuple_(_d.planned_at, _d.made_at, _d.id)
    before = tuple_(e.planned_at, e.made_at, e.id) < order
    flies = exists(select(1).select_from(_earlier).where(*same, e.state == _SENDING))
    first = exists(select(1).select_from(_earlier).where(*same, e.state == _PLANNED, e.due_at <= now, before))
    query = select(*DELIVERY).join(outlet_states, _s.name == _d.outlet).where(*_open(now), ~flies, ~first)
    query = query.where(_d.outlet.not_in(without)) if without else query
    return query.order_by(_d.due_at, _d.planned_at, _d.id).with_for_update(skip_locked=True, of=deliveries)


def something_due(now: str) -> Select[Any]:
    """Return the query for anything that may leave now."""
    return select(_d.id).join(outlet_states, _s.name == _d.outlet).where(*_open(now)).limit(1)


def next_due() -> Select[Any]:
    """Return the query for the moment at which the next planned delivery may leave."""
    earliest = case((_s.waits_until > _d.due_at, _s.waits_until), else_=_d.due_at)
    query = select(func.min(earliest)).join(outlet_states, _s.name == _d.outlet)
    return query.where(_d.state == _PLANNED, _s.paused == "")


def without_release(state: DeliveryState) -> Select[Any]:
    """Return the query for deliveries in a state whose release has ended."""
    query = select(*DELIVERY).join(releases, _r.id == _d.release)
    return query.where(_d.state == state.value, _r.ended_at.is_not(None)).order_by(_d.planned_at, _d.id)


def standing_there(delivery: Delivery) -> Select[Any]:
    """Return the query for what stands of a delivery's variant where it goes, the newest first."""
    same = (_d.variant == delivery.variant, _d.outlet == delivery.outlet, _d.recipient == delivery.recipient)
    there = (_d.state == DeliveryState.DELIVERED.value, _d.receipt.is_not(None), _d.id != delivery.id)
    return select(*DELIVERY).where(*same, *there).order_by(_d.ended_at.desc(), _d.id)


def begun_since(connection: Connection, outlet: str, since: datetime) -> tuple[int, datetime | None]:
    """Return how many deliveries of an outlet were begun after a moment, and when the first of them was."""
    query = select(func.count(), func.min(_d.sending_since))
    number, first = connection.execute(query.where(_d.outlet == outlet, _d.sending_since > as_text(since))).one()
    return int(number), None if first is None else datetime.fromisoformat(first)


def planned_with(delivery: Delivery) -> Select[Any]:
    """Return the query for what was planned with a delivery and is in its state, itself among them."""
    same = (_d.outlet == delivery.outlet, _d.variant == delivery.variant, _d.release == delivery.release)
    then = (_d.planned_at == as_text(delivery.planned_at), _d.state == delivery.state.value)
    return select(*DELIVERY).where(*same, *then).order_by(_d.id)


def plans(wanted: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Return the query for one of each of the deliveries planned together and in one state, and their number."""
    together = (_d.planned_at, _d.outlet, _d.variant, _d.release, _d.state)
    first, number = func.min(_d.id).label("first"), func.count().label("number")
    found = select(first, number).where(*wanted).group_by(*together).order_by(_d.planned_at, first).limit(limit)
    one = found.subquery()
    query = select(*DELIVERY, one.c.number).join(one, one.c.first == _d.id)
    return query.order_by(_d.planned_at, _d.id)


def read_many(connection: Connection, query: Select[Any], limit: int) -> list[Delivery]:
    """Return the deliveries of a query."""
    return [delivery_of(row) for row in connection.execute(query.limit(limit))]


def flying(senders: Iterable[str] | None = None) -> Select[Any]:
    """Return the query for what is being sent, by these senders or by anybody."""
    query = select(*DELIVERY).where(_d.state == _SENDING).order_by(_d.sending_since, _d.id)
    return query if senders is None else query.where(_d.sender.in_(list(senders)))


def _open(now: str) -> tuple[ColumnElement[bool], ...]:
    waits = or_(_s.waits_until.is_(None), _s.waits_until <= now)
    return (_d.state == _PLANNED, _d.due_at <= now, _s.paused == "", waits)
