"""Outlets and deliveries as values of table rows and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, case, func, select

from klaviatur.adapters.stores.desk.rows import moment, values_of
from klaviatur.adapters.stores.documents import Values, as_json, as_text
from klaviatur.adapters.stores.schema_deliveries import (
    deliveries,
    outlet_states,
    outlets,
    output_copies,
    pauses,
)
from klaviatur.errors import UnknownDelivery, UnknownOutlet
from klaviatur.records import (
    Bilingual,
    CopiedFile,
    Delivery,
    DeliveryState,
    Health,
    KeptOutlet,
    OutputCopy,
    Pause,
    Receipt,
)

DELIVERY = [deliveries.c[field.name] for field in fields(Delivery)]
_o, _s, _c = outlets.c, outlet_states.c, output_copies.c
_TIMES = ("planned_at", "made_at", "next_at", "sending_since", "ended_at")


def delivery_values(delivery: Delivery) -> Values:
    """Return the columns of a delivery."""
    receipt = delivery.receipt
    packed = None if receipt is None else as_json([receipt.id, receipt.url, receipt.details])
    return values_of(delivery) | {"receipt": packed, "due_at": as_text(delivery.due_at)}


def delivery_of(row: Sequence[Any]) -> Delivery:
    """Return the delivery of a row of DELIVERY."""
    said: dict[str, Any] = {field.name: value for field, value in zip(fields(Delivery), row, strict=True)}
    times = {name: moment(said[name]) for name in _TIMES}
    receipt = None if said["receipt"] is None else _receipt(*orjson.loads(said["receipt"]))
    return Delivery(**said | times | {"state": DeliveryState(said["state"]), "receipt": receipt})


def _receipt(id: str, url: str, details: Sequence[Sequence[str]]) -> Receipt:  # noqa: A002 - the field's name
    return Receipt(id, url, _pairs(details))


def health_values(health: Health) -> str:
    """Return a health as JSON."""
    said = health.message
    return as_json([health.ok, said.de, said.en, as_text(health.at), health.details])


def read_outlets(connection: Connection, now: datetime, name: str | None = None) -> list[KeptOutlet]:
    """Return the newest version of each outlet, or of the one of this name, by name."""
    waits = case((_s.waits_until > as_text(now), _s.waits_until))
    newest = select(_o.name, func.max(_o.version).label("version")).group_by(_o.name).subquery()
    same = (_o.name == newest.c.name) & (_o.version == newest.c.version)
    query: Select[Any] = select(outlets, _s.paused, _s.health, waits).join(newest, same)
    query = query.outerjoin(outlet_states, _s.name == _o.name).order_by(_o.name)
    found = connection.execute(query if name is None else query.where(_o.name == name))
    return [_outlet(row) for row in found]


def read_outlet(connection: Connection, now: datetime, name: str) -> KeptOutlet:
    """Return an outlet as it is set up now. Raises UnknownOutlet."""
    found = read_outlets(connection, now, name)
    if not found:
        known = ", ".join(outlet.name for outlet in read_outlets(connection, now)) or "none yet"
        raise UnknownOutlet(
            f"There is no outlet {name!r} here. Known: {known}. Set one up: klaviatur outlets add NAME --kind KIND "
            "--by WHO"
        )
    return found[0]


def _outlet(row: Row[Any]) -> KeptOutlet:
    name, version, kind, values, at, by, paused, health, waits = tuple[Any, ...](row)
    seen = None if health is None else _health(*orjson.loads(health))
    told: Mapping[str, str] = orjson.loads(values)
    return KeptOutlet(name, kind, told, version, datetime.fromisoformat(at), by, paused or "", seen, moment(waits))


def _health(ok: bool, german: str, english: str, at: str, details: Sequence[Sequence[str]]) -> Health:
    return Health(ok, Bilingual(german, english), datetime.fromisoformat(at), _pairs(details))


def _pairs(details: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(value)) for name, value in details)


def read_pause(connection: Connection) -> Pause | None:
    """Return the pause of everything, None where there is none."""
    row = connection.execute(select(pauses.c.why, pauses.c.by, pauses.c.at)).one_or_none()
    return None if row is None else Pause(row.why, row.by, datetime.fromisoformat(row.at))


def read_delivery(connection: Connection, id: str) -> Delivery:  # noqa: A002 - the field's name
    """Return a delivery. Raises UnknownDelivery."""
    row = connection.execute(select(*DELIVERY).where(deliveries.c.id == id)).one_or_none()
    if row is None:
        raise UnknownDelivery(f"There is no delivery {id!r}. List them: klaviatur deliveries")
    return delivery_of(row)


def copy_values(copy: OutputCopy) -> Values:
    """Return the columns of a copy; whether it is old is seen when somebody looks."""
    files = as_json([[one.name, one.digest, one.id, one.url] for one in copy.files])
    values = values_of(copy) | {"files": files}
    return {name: value for name, value in values.items() if name != "old"}


def read_copies(connection: Connection, output: str = "", outlet: str = "") -> list[OutputCopy]:
    """Return what is kept up to date, by output and outlet; of these alone where they are named."""
    query = select(output_copies).order_by(_c.output, _c.outlet)
    query = query.where(_c.output == output) if output else query
    query = query.where(_c.outlet == outlet) if outlet else query
    return [_copy(row) for row in connection.execute(query)]


def _copy(row: Row[Any]) -> OutputCopy:
    said = dict(row._mapping)  # noqa: SLF001 - the documented way to a row's names
    times = {name: moment(said[name]) for name in ("at", "put_at", "next_at")}
    return OutputCopy(**said | times | {"files": tuple(CopiedFile(*one) for one in orjson.loads(said["files"]))})
