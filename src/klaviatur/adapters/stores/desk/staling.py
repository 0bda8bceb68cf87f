"""Variants whose wording states what is no longer so become stale, and their releases end, in the same transaction."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, update

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.desk.auditing import OpenAudit, take_turn
from klaviatur.adapters.stores.desk.rows import storable
from klaviatur.adapters.stores.desk.tallying import add_to_counts, touch_sources
from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.schema import statements
from klaviatur.adapters.stores.schema_desk import desk_sources, releases, variants
from klaviatur.records import SYSTEM, Actor, Entry, State

LIVE = (State.DRAFT, State.IN_REVIEW, State.NEEDS_CHANGES, State.RELEASED)
AT_ONCE = 5_000
_NAMED = 3  # facts that are named as the reason
_SHOWN = 80  # characters of a value
_v, _r, _s = variants.c, releases.c, statements.c


class Pen(NamedTuple):
    """With what, when and in whose name an import or a decision about a product writes into the audit."""

    at: datetime
    key: bytes = b""
    by: Actor = SYSTEM  # what becomes stale by it becomes so by nobody but ourselves


class Moved(NamedTuple):
    """A fact that is told otherwise now."""

    attribute: str
    before: str | None
    after: str | None  # None: it is no longer told


Why = Mapping[str, Sequence[Moved]]  # variant -> what moved


def stating(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return a query for live variants of products, joined with the statements that their present wording makes."""
    query = select(_v.id, *columns).select_from(statements)
    query = query.join(variants, _v.wording == _s.variant).join(desk_sources, desk_sources.c.id == _v.source)
    same = (desk_sources.c.kind == "product") & (desk_sources.c.key == _s.product)
    return query.where(same, _s.stale.is_(False), _v.state.in_([state.value for state in LIVE]))


def moved_by_variant(rows: Iterable[Any]) -> Why:
    """Return what moved under each variant, from rows of its id, attribute, before and after, sorted by id."""
    grouped = groupby(rows, itemgetter(0))
    return {variant: list(dict.fromkeys(Moved(*row[1:]) for row in found)) for variant, found in grouped}


def make_stale(connection: Connection, why: Why, pen: Pen) -> None:
    """Make variants stale and end their releases, with a line of the audit for each, by nobody but ourselves."""
    if not why:
        return
    audit, counts, touched = OpenAudit(connection, pen.key), Counter[str](), set[int]()
    ids = iter(sorted(why))
    while part := list(islice(ids, AT_ONCE)):
        found = _live(connection, part)
        told = {row.id: storable(_told(why[row.id])) for row in found}
        _end_releases(connection, told, pen)
        _mark(connection, told, pen)
        for row in found:
            counts[row.state] -= 1
            counts[State.STALE.value] += 1
            touched.add(row.source)
            details = (("was", row.state), ("wording", row.wording))
            audit.note(Entry("variant.stale", f"variant:{row.id}", told[row.id], details), SYSTEM, pen.at)
    add_to_counts(connection, counts)
    touch_sources(connection, touched, pen.at)
    audit.close()


def note(connection: Connection, entry: Entry, pen: Pen) -> None:
    """Write a line in the name of whoever holds the pen, in the transaction of what they did; nothing without a key."""
    if pen.key:
        take_turn(connection)
        audit = OpenAudit(connection, pen.key)
        audit.note(entry, pen.by, pen.at)
        audit.close()


def _live(connection: Connection, ids: Sequence[str]) -> Sequence[Any]:
    query = select(_v.id, _v.state, _v.source, _v.wording).where(_v.id.in_(_listed(connection, ids)))
    return connection.execute(query.order_by(_v.id)).all()


def _mark(connection: Connection, told: Mapping[str, str], pen: Pen) -> None:
    stale = update(variants).where(_v.id == bindparam("variant"))
    stale = stale.values(state=State.STALE.value, why=bindparam("told"), changed_at=as_text(pen.at))
    connection.execute(stale, [{"variant": variant, "told": why} for variant, why in told.items()])


def _end_releases(connection: Connection, told: Mapping[str, str], pen: Pen) -> None:
    stands = _r.ended_at.is_(None)
    query = select(_r.variant).where(stands, _r.variant.in_(_listed(connection, list(told))))
    standing = connection.execute(query).scalars().all()
    if standing:
        ended = update(releases).where(_r.variant == bindparam("ended"), stands)
        ended = ended.values(ended_at=as_text(pen.at), ended_by=SYSTEM.name, ended_why=bindparam("told"))
        connection.execute(ended, [{"ended": variant, "told": told[variant]} for variant in standing])


def _listed(connection: Connection, ids: Sequence[str]) -> Select[tuple[Any]]:
    return listed(connection, pl.Series(ids, dtype=pl.String))


def _told(moved: Sequence[Moved]) -> str:
    """Return why a variant is stale: "price: 19.90 -> 21.50", of at most three facts."""
    said = [f"{one.attribute}: {_short(one.before)} -> {_short(one.after)}" for one in moved[:_NAMED]]
    more = f" (+{len(moved) - _NAMED})" if len(moved) > _NAMED else ""
    return "; ".join(said) + more


def _short(value: str | None) -> str:
    if not value:
        return "–"
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
