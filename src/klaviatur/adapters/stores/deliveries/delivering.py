"""One transaction of the desk in which deliveries change, too: with the lines of the audit, all of it or nothing."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from klaviatur.adapters.stores.deliveries import asking
from klaviatur.adapters.stores.deliveries.rows import (
    DELIVERY,
    copy_values,
    delivery_of,
    delivery_values,
    health_values,
    read_copies,
    read_delivery,
    read_outlet,
    read_pause,
)
from klaviatur.adapters.stores.desk.deciding import OpenDeciding
from klaviatur.adapters.stores.desk.following import proved
from klaviatur.adapters.stores.desk.rows import release_of, values_of
from klaviatur.adapters.stores.documents import as_json, as_text
from klaviatur.adapters.stores.schema_deliveries import (
    deliveries,
    outlet_states,
    outlets,
    output_copies,
    pauses,
    suppressions,
)
from klaviatur.adapters.stores.schema_desk import releases
from klaviatur.adapters.stores.schema_members import members
from klaviatur.adapters.stores.upserting import add_missing
from klaviatur.errors import Conflict
from klaviatur.records import Delivery, DeliveryState, Health, KeptOutlet, OutputCopy, Pause, Release

AT_ONCE = 500  # ids that one query names
_d, _s, _c = deliveries.c, outlet_states.c, output_copies.c
_KEEP = update(deliveries).where(_d.id == bindparam("same"))  # built once: it runs twice for each delivery


class OpenDelivering(OpenDeciding):
    """A transaction that has its turn; see `ports.Delivering`."""

    # --- stops, outlets -----------------------------------------------------------------------------------------------
    def paused(self) -> Pause | None:
        """Return the pause of everything, None where there is none."""
        return read_pause(self._connection)

    def keep_pause(self, pause: Pause | None) -> None:
        """Keep the pause of everything, or with None that there is none."""
        self._connection.execute(delete(pauses))
        if pause:
            self._connection.execute(insert(pauses).values(values_of(pause) | {"id": 1}))

    def outlet(self, name: str) -> KeptOutlet:
        """Return an outlet as it is set up now. Raises UnknownOutlet."""
        return read_outlet(self._connection, self.at, name)

    def keep_outlet(self, outlet: KeptOutlet) -> None:
        """Keep an outlet's next version. Raises Conflict where its version is not the next one."""
        newest = select(func.max(outlets.c.version)).where(outlets.c.name == outlet.name)
        known = self._connection.execute(newest).scalar() or 0
        if known and outlet.version == 1:
            raise Conflict(
                f"There is an outlet {outlet.name!r} already. Change that one: klaviatur outlets change {outlet.name} "
                "--by NAME. Or choose another name."
            )
        if outlet.version != known + 1:
            raise Conflict(f"Outlet {outlet.name!r} is at version {known} by now. Take that one and change it anew.")
        kept = {"name": outlet.name, "version": outlet.version, "kind": outlet.kind, "by": outlet.by}
        row = kept | {"values": as_json(dict(outlet.values)), "at": as_text(outlet.at)}
        self._connection.execute(insert(outlets).values(row))
        opened = add_missing(self._connection, outlet_states)
        self._connection.execute(opened.values(name=outlet.name, paused="", waits_until=None, health=None))

    def keep_outlet_state(self, name: str, *, paused: str | None = None, health: Health | None = None) -> None:
        """Keep that an outlet is paused ("": open again), or how it was seen; None leaves each as it is."""
        said = {} if paused is None else {"paused": paused}
        seen = {} if health is None else {"health": health_values(health)}
        self._connection.execute(update(outlet_states).where(_s.name == name).values(said | seen))

    def let_wait(self, outlet: str, until: datetime) -> None:
        """Let an outlet wait until then, where it does not wait longer already."""
        told = as_text(until)
        sooner = _s.waits_until.is_(None) | (_s.waits_until < told)
        self._connection.execute(update(outlet_states).where(_s.name == outlet, sooner).values(waits_until=told))

    def end_waiting(self, outlet: str) -> None:
        """Let an outlet wait no longer, nor what is planned for it, or kept there, and was to be tried later."""
        self._connection.execute(update(outlet_states).where(_s.name == outlet).values(waits_until=None))
        later = (_d.outlet == outlet, _d.state == DeliveryState.PLANNED.value, _d.next_at.is_not(None))
        self._connection.execute(update(deliveries).where(*later).values(next_at=None, due_at=_d.planned_at))
        copies = (_c.outlet == outlet, _c.next_at.is_not(None))
        self._connection.execute(update(output_copies).where(*copies).values(next_at=as_text(self.at)))

    # --- copies -------------------------------------------------------------------------------------------------------
    def copy(self, output: str, outlet: str) -> OutputCopy | None:
        """Return a copy that is kept up to date, None where nobody ordered it, or somebody ended it."""
        return next(iter(read_copies(self._connection, output, outlet)), None)

    def add_copy(self, copy: OutputCopy) -> None:
        """Keep a new copy; one that is there already stays as it is."""
        self._connection.execute(add_missing(self._connection, output_copies).values(copy_values(copy)))

    def keep_copy(self, copy: OutputCopy) -> None:
        """Keep a known copy as it now is; one that somebody ended does not come back."""
        same = (_c.output == copy.output, _c.outlet == copy.outlet)
        self._connection.execute(update(output_copies).where(*same).values(copy_values(copy)))

    def drop_copy(self, output: str, outlet: str) -> None:
        """Keep a copy up to date no longer."""
        self._connection.execute(delete(output_copies).where(_c.output == output, _c.outlet == outlet))

    # --- deliveries ---------------------------------------------------------------------------------------------------
    def delivery(self, id: str) -> Delivery:  # noqa: A002 - the field's name
        """Return a delivery as it is in this transaction. Raises UnknownDelivery."""
        return read_delivery(self._connection, id)

    def find_deliveries(self, ids: Sequence[str]) -> Sequence[Delivery]:
        """Return those of these deliveries that are there, in this order."""
        found: dict[str, Delivery] = {}
        for at in range(0, len(ids), AT_ONCE):
            rows = self._connection.execute(select(*DELIVERY).where(_d.id.in_(ids[at : at + AT_ONCE])))
            found |= {delivery.id: delivery for delivery in map(delivery_of, rows)}
        return [found[id_] for id_ in dict.fromkeys(ids) if id_ in found]

    def planned_with(self, delivery: Delivery) -> Sequence[Delivery]:
        """Return what was planned with a delivery and is in its state, itself among them, by id."""
        return [delivery_of(row) for row in self._connection.execute(asking.planned_with(delivery))]

    def add_deliveries(self, deliveries_: Sequence[Delivery]) -> None:
        """Keep new deliveries; what is there already stays as it is."""
        if deliveries_:
            new = add_missing(self._connection, deliveries)
            self._connection.execute(new, [delivery_values(delivery) for delivery in deliveries_])

    def keep_delivery(self, delivery: Delivery) -> None:
        """Keep a known delivery as it now is."""
        self._connection.execute(_KEEP, delivery_values(delivery) | {"same": delivery.id})

    def due(self, limit: int, *, without: Collection[str] = ()) -> Sequence[Delivery]:
        """Return planned deliveries that may leave now, in the order they were planned for; none of these outlets.

        Only from outlets that are open, and for each recipient of an outlet only the first one while none is being
        sent to them.
        """
        return asking.read_many(self._connection, asking.due(as_text(self.at), without), limit)

    def planned_without_release(self, limit: int) -> Sequence[Delivery]:
        """Return planned deliveries whose release has ended."""
        return asking.read_many(self._connection, asking.without_release(DeliveryState.PLANNED), limit)

    def sent_by(self, senders: Iterable[str]) -> Sequence[Delivery]:
        """Return what these senders are sending."""
        return [delivery_of(row) for row in self._connection.execute(asking.flying(senders))]

    def begun_since(self, outlet: str, since: datetime) -> tuple[int, datetime | None]:
        """Return how many deliveries of an outlet were begun after a moment, and when the first of them was."""
        return asking.begun_since(self._connection, outlet, since)

    def standing_there(self, delivery: Delivery) -> Delivery | None:
        """Return the newest other delivery of the same variant that stands where this one goes, with its receipt."""
        found = asking.read_many(self._connection, asking.standing_there(delivery), 1)
        return found[0] if found else None

    # --- recipients, members, releases --------------------------------------------------------------------------------
    def suppressed(self, marks: Sequence[str]) -> frozenset[str]:
        """Return those of these marks that have unsubscribed."""
        mark, found = suppressions.c.mark, set[str]()
        for at in range(0, len(marks), AT_ONCE):
            known = self._connection.execute(select(mark).where(mark.in_(marks[at : at + AT_ONCE])))
            found.update(known.scalars())
        return frozenset(found)

    def suppress(self, mark: str, outlet: str, why: str) -> bool:
        """Keep that a recipient does not want an outlet any more; False where that is known."""
        new = add_missing(self._connection, suppressions).values(mark=mark, outlet=outlet, at=as_text(self.at), why=why)
        return self._connection.execute(new.returning(suppressions.c.mark)).first() is not None

    def shown(self, member: str) -> str:
        """Return the name under which a member is shown; their own name where nobody is known by it."""
        return self._connection.execute(select(members.c.shown).where(members.c.name == member)).scalar() or member

    def proved(self, release: Release) -> bool:
        """Return whether the audit says that this release was given and has not ended. Raises AuditBroken."""
        said = proved(self._connection, self._key, [release.variant])
        return said.get(release.variant) == (release.by, release.wording)

    def first_release(self, variant: str) -> Release | None:
        """Return the first release that a variant ever had."""
        query = select(releases).where(releases.c.variant == variant).order_by(releases.c.id).limit(1)
        row = self._connection.execute(query).one_or_none()
        return release_of(row) if row else None
