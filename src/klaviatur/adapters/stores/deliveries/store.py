"""Deliveries and outlets in a database: opens it, gives transactions, and answers what is on its way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_

from klaviatur.adapters.stores.database import reading, writing
from klaviatur.adapters.stores.deliveries import asking
from klaviatur.adapters.stores.deliveries.delivering import OpenDelivering
from klaviatur.adapters.stores.deliveries.rows import (
    DELIVERY,
    delivery_of,
    read_copies,
    read_delivery,
    read_outlet,
    read_outlets,
    read_pause,
)
from klaviatur.adapters.stores.desk.auditing import take_turn
from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.opening import Stored, ready_database
from klaviatur.adapters.stores.schema_deliveries import deliveries, outlet_states
from klaviatur.adapters.stores.schema_desk import releases, variants
from klaviatur.records import Delivery, DeliveryState, KeptOutlet, OutputCopy, Pause, State

_d, _r, _v, _s = deliveries.c, releases.c, variants.c, outlet_states.c
_STOPPED = select(_s.name).where(_s.name == bindparam("outlet"), _s.paused != "")  # built once: run for each delivery
_STANDS = (
    select(_r.id)
    .join(variants, _v.id == _r.variant)
    .where(_r.id == bindparam("release"), _r.ended_at.is_(None), _v.state == State.RELEASED.value)
    .where(_v.id == bindparam("variant"), _r.wording == bindparam("wording"), _v.wording == bindparam("wording"))
)
_WAITING = (DeliveryState.HELD, DeliveryState.IN_DOUBT, DeliveryState.FAILED)


def open_delivery_store(
    place: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), audit_key: bytes | None = None
) -> "StoredDeliveries":
    """Open a database for deliveries: a file of SQLite, made where there is none, or postgresql://...

    `audit_key` is that of the desk. Raises WorkspaceError where the database cannot be used, SchemaOutdated where
    `klaviatur migrate` has to run first.
    """
    return StoredDeliveries(ready_database(place), now, audit_key or b"")


class StoredDeliveries(Stored):
    """What is on its way, and to where; see `ports.DeliveryStore`."""

    @contextmanager
    def delivering(self) -> Iterator[OpenDelivering]:
        """Open a transaction that is kept at the end, and undone when the block raises; nobody else decides meanwhile.

        So no release ends between a look at it in here and the end of this transaction.
        """
        with writing(self._engine) as connection:
            take_turn(connection)
            open_ = OpenDelivering(connection, self._now(), self._key)
            yield open_
            open_.close()

    @contextmanager
    def looking(self) -> Iterator[OpenDelivering]:
        """Open a transaction that sees one state of the database and changes nothing."""
        with reading(self._engine) as connection:
            yield OpenDelivering(connection, self._now(), self._key)

    def outlets(self) -> Sequence[KeptOutlet]:
        """Return the newest version of each outlet, by name."""
        with reading(self._engine) as connection:
            return read_outlets(connection, self._now())

    def outlet(self, name: str) -> KeptOutlet:
        """Return an outlet as it is set up now. Raises UnknownOutlet."""
        with reading(self._engine) as connection:
            return read_outlet(connection, self._now(), name)

    def copies(self, output: str = "", outlet: str = "") -> Sequence[OutputCopy]:
        """Return what is kept up to date, by output and outlet; of these alone where they are named."""
        with reading(self._engine) as connection:
            return read_copies(connection, output, outlet)

    def delivery(self, id: str) -> Delivery:  # noqa: A002 - the field's name
        """Return a delivery. Raises UnknownDelivery."""
        with reading(self._engine) as connection:
            return read_delivery(connection, id)

    def deliveries(
        self,
        *,
        states: Sequence[DeliveryState] = (),
        outlet: str = "",
        variant: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        after: str = "",
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Return deliveries planned from `since` to before `until`, by that moment; `after` is the last one seen."""
        wanted = _wanted(states, outlet, variant, since, until)
        if after:
            last = select(_d.planned_at, _d.id).where(_d.id == after).subquery()
            wanted.append(tuple_(_d.planned_at, _d.id) > select(last.c.planned_at, last.c.id).scalar_subquery())
        query = select(*DELIVERY).where(*wanted).order_by(_d.planned_at, _d.id).limit(limit)
        with reading(self._engine) as connection:
            return [delivery_of(row) for row in connection.execute(query)]

    def plans(
        self,
        *,
        states: Sequence[DeliveryState] = (),
        outlet: str = "",
        variant: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> Sequence[tuple[Delivery, int]]:
        """Return one of the deliveries planned together and in one state, and how many they are, by their moment."""
        query = asking.plans(_wanted(states, outlet, variant, since, until), limit)
        with reading(self._engine) as connection:
            return [(delivery_of(row[:-1]), int(row[-1])) for row in connection.execute(query)]

    def counts(self, outlet: str = "") -> dict[DeliveryState, int]:
        """Return how many deliveries, of an outlet or of all, are in each state; all states are named."""
        counts = dict.fromkeys(DeliveryState, 0)
        query = select(_d.state, func.count()).where(*_wanted((), outlet, "", None, None)).group_by(_d.state)
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        return counts | {DeliveryState(state): int(number) for state, number in found}

    def paused(self) -> Pause | None:
        """Return the pause of everything, None where there is none."""
        with reading(self._engine) as connection:
            return read_pause(connection)

    def stopped(self, outlet: str) -> bool:
        """Return whether everything or this outlet is paused at this moment."""
        with reading(self._engine) as connection:
            found = connection.execute(_STOPPED, {"outlet": outlet}).first()
            return found is not None or read_pause(connection) is not None

    def stands(self, delivery: Delivery) -> bool:
        """Return whether the release of a delivery stands at this moment."""
        same = {"release": delivery.release, "variant": delivery.variant, "wording": delivery.wording}
        with reading(self._engine) as connection:
            return connection.execute(_STANDS, same).first() is not None

    def next_due(self) -> datetime | None:
        """Return when the next planned delivery may leave, None where nothing is planned or everything is paused."""
        with reading(self._engine) as connection:
            found = None if read_pause(connection) else connection.execute(asking.next_due()).scalar()
        return None if found is None else datetime.fromisoformat(found)

    def something_to_do(self, sender: str) -> bool:
        """Return whether a sender has reason to open a transaction: due, without release, or of another sender."""
        now = as_text(self._now())
        flying = select(_d.id).where(_d.state == DeliveryState.SENDING.value, _d.sender != sender).limit(1)
        lost = asking.without_release(DeliveryState.PLANNED).limit(1)
        with reading(self._engine) as connection:
            if connection.execute(lost).first() or connection.execute(flying).first():
                return True
            return read_pause(connection) is None and connection.execute(asking.something_due(now)).first() is not None

    def senders(self) -> Sequence[str]:
        """Return the names of all who are sending something."""
        query = select(_d.sender).where(_d.state == DeliveryState.SENDING.value).distinct().order_by(_d.sender)
        with reading(self._engine) as connection:
            return connection.execute(query).scalars().all()

    def unsettled(self, limit: int) -> Sequence[tuple[Delivery, int | None]]:
        """Return what is held, in doubt or failed, and what was delivered and whose release has ended since.

        Each with the id of the release that stands for its variant now.
        """
        waiting = select(*DELIVERY).where(_d.state.in_([state.value for state in _WAITING]))
        with reading(self._engine) as connection:
            found = asking.read_many(connection, waiting.order_by(_d.planned_at, _d.id), limit)
            found += asking.read_many(connection, asking.without_release(DeliveryState.DELIVERED), limit)
            r = releases.c
            variants_ = {delivery.variant for delivery in found}
            standing = select(r.variant, r.id).where(r.variant.in_(variants_), r.ended_at.is_(None))
            now = {variant: int(id_) for variant, id_ in connection.execute(standing)}
        return [(delivery, now.get(delivery.variant)) for delivery in found]


def _wanted(
    states: Sequence[DeliveryState], outlet: str, variant: str, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    said: list[tuple[Any, ColumnElement[bool]]] = [
        (states, _d.state.in_([state.value for state in states])),
        (outlet, _d.outlet == outlet),
        (variant, _d.variant == variant),
        (since, _d.planned_at >= as_text(since or datetime.max.replace(tzinfo=UTC))),
        (until, _d.planned_at < as_text(until or datetime.max.replace(tzinfo=UTC))),
    ]
    return [condition for given, condition in said if given]
