"""Reads what all sources say of products, now or at an earlier moment, and puts it together."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, Select, func, select, union_all

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.documents import NO_FACTS, accepted_fact, as_text
from klaviatur.adapters.stores.schema import (
    choices,
    imports,
    proposals,
    record_versions,
    records,
    same_products,
    sources,
)
from klaviatur.catalogue.merging import Said, merge
from klaviatur.catalogue.packing import unpack
from klaviatur.errors import UnknownProduct
from klaviatur.records import Bilingual, Finding, Origin, Product, Severity

_r, _v, _same = records.c, record_versions.c, same_products.c
_main = func.coalesce(_same.main, _r.key).label("main")
_PEOPLE = "people"  # the source of what a person accepted


def assemble(connection: Connection, key: str, at: datetime | int | None = None) -> Product:
    """Return the product that has this key, as it is or as it was. Raises UnknownProduct."""
    main = connection.execute(select(_same.main).where(_same.key == key)).scalar() or key
    found = {product.key: product for product in assemble_all(connection, [main], at)}
    if not found:
        when = "" if at is None else f" at {at}"
        raise UnknownProduct(f"No product has the key {key!r}{when}. Look it up: klaviatur products {key!r}")
    return found[main]


def assemble_all(connection: Connection, keys: Sequence[str], at: datetime | int | None = None) -> Iterable[Product]:
    """Yield the products of these main keys that there are, in no order, with a few queries for all of them."""
    asked = listed(connection, pl.Series(keys, dtype=pl.String))
    number = import_until(connection, at) if isinstance(at, datetime) else at
    found = _grouped(connection.execute(_now(asked) if number is None else _then(asked, number)))
    accepted = {} if at is not None else _grouped(connection.execute(_accepted(asked)))
    chosen = _grouped(connection.execute(_chosen(asked)))
    variants = _grouped(connection.execute(_variants(asked)))
    for main, rows in found.items():
        yield merge(
            main,
            [*map(_said, rows), *map(_decided, accepted.get(main, ()))],
            choices={row.attribute: row.name for row in chosen.get(main, ())},
            variants=[row.key for row in variants.get(main, ())],
            findings=[_missing(row) for row in rows if row.missing and at is None],
        )


def import_until(connection: Connection, at: datetime) -> int:
    """Return the last import up to a time; 0 if there was none."""
    found = select(func.coalesce(func.max(imports.c.id), 0)).where(imports.c.at <= as_text(at))
    return int(connection.execute(found).scalar_one())


def _grouped(rows: Iterable[Row[Any]]) -> dict[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault(row.main, []).append(row)
    return groups


# --- queries; `asked` gives main keys, and every row says to which of them it belongs ---------
def _now(asked: Select[Any]) -> Select[Any]:
    return _with_source(_records(_r, asked))


def _then(asked: Select[Any], number: int) -> Select[Any]:
    """The records as they stood after import `number`: the version that had begun by then and was not yet replaced."""
    now = _records(_r, asked).where(_r.since <= number)
    then = _records(_v, asked).join(record_versions, _v.record == _r.id).where(_v.since <= number, _v.until > number)
    return _with_source(union_all(now, then))


def _records(version: Any, asked: Select[Any]) -> Select[Any]:
    kept = (_r.key, _r.source, _r.family, _r.parent, _r.missing)
    said = (version.version, version.row, version.place, version.facts, version.read)
    merged = select(_same.key).where(_same.main.in_(asked))
    query = select(_main, *kept, *said).select_from(records.outerjoin(same_products, _same.key == _r.key))
    return query.where(_r.key.in_(asked.union(merged)))


def _with_source(query: Any) -> Select[Any]:
    said = query.subquery("said")
    named = (sources.c.name, sources.c.priority, imports.c.place.label("file"), imports.c.sheet, imports.c.at)
    joined = select(said, *named).join(sources, sources.c.id == said.c.source)
    return joined.join(imports, imports.c.id == said.c.read).order_by(said.c.key, said.c.source)


def _accepted(asked: Select[Any]) -> Select[Any]:
    c = proposals.c
    main = func.coalesce(_same.main, c.product).label("main")
    query = select(main, proposals).outerjoin(same_products, _same.key == c.product)
    return query.where(main.in_(asked), c.state == "accepted", c.what.not_in(NO_FACTS)).order_by(c.decided_at)


def _chosen(asked: Select[Any]) -> Select[Any]:
    c = choices.c
    query = select(c.key.label("main"), c.attribute, sources.c.name).join(sources, sources.c.id == c.source)
    return query.where(c.key.in_(asked))


def _variants(asked: Select[Any]) -> Select[Any]:
    return select(_r.parent.label("main"), _r.key).where(_r.parent.in_(asked)).distinct().order_by(_r.key)


# --- rows as what is merged -----------------------------------------------------------------------------------------
def _said(row: Row[Any]) -> Said:
    read = datetime.fromisoformat(row.at)
    origin = Origin(row.file, row.sheet, row.row, place=row.place or "")
    return Said(
        source=row.name,
        facts=unpack(row.facts, key=row.key, source=row.name, origin=origin, read=read),
        read=read,
        priority=row.priority,
        version=row.version,
        family=row.family,
        parent=row.parent,
    )


def _decided(row: Row[Any]) -> Said:
    fact = accepted_fact(row)
    return Said(_PEOPLE, (fact,), fact.read, person=True)


def _missing(row: Row[Any]) -> Finding:
    message = Bilingual(
        f"Die Quelle {row.name!r} hat dieses Produkt seit Import {row.missing} nicht mehr geliefert.",
        f"Source {row.name!r} has not brought this product since import {row.missing}.",
    )
    return Finding("product.missing", Severity.WARN, message)
