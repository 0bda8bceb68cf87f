"""Reads what all sources say of a product, now or at an earlier moment, and puts it together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, union_all

from klaviatur.adapters.stores.documents import accepted_fact
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

_r, _v = records.c, record_versions.c
_PEOPLE = "people"  # the source of what a person accepted


def assemble(connection: Connection, key: str, at: int | None = None) -> Product:
    """Return the product that has this key, or had it right after import `at`. Raises UnknownProduct."""
    main = main_key(connection, key)
    keys = [main, *connection.execute(select(same_products.c.key).where(same_products.c.main == main)).scalars()]
    found = connection.execute(_records(keys) if at is None else _records_then(keys, at)).all()
    if not found:
        when = "" if at is None else f" at import {at}"
        raise UnknownProduct(f"No product has the key {key!r}{when}. Look it up: klaviatur products --search {key!r}")
    said = [_said(row) for row in found]
    accepted = [] if at is not None else _accepted(connection, keys)
    return merge(
        main,
        [*said, *accepted],
        choices=_choices(connection, main),
        variants=_variants(connection, keys),
        findings=[_missing(row) for row in found if row.missing and at is None],
    )


def main_key(connection: Connection, key: str) -> str:
    """Return the key under which a product goes on after a person said that two are the same."""
    main = connection.execute(select(same_products.c.main).where(same_products.c.key == key)).scalar()
    return main or key


def _records(keys: Sequence[str]) -> Select[Any]:
    columns = (_r.version, _r.row, _r.place, _r.facts, _r.read)
    return _with_source(select(*_shared(), *columns).where(_r.key.in_(keys)), _r.read)


def _records_then(keys: Sequence[str], at: int) -> Select[Any]:
    """The records as they stood after import `at`: the version that had begun by then and was not yet replaced."""
    now = select(*_shared(), _r.version, _r.row, _r.place, _r.facts, _r.read).where(_r.key.in_(keys), _r.since <= at)
    then = select(*_shared(), _v.version, _v.row, _v.place, _v.facts, _v.read)
    then = then.join_from(records, record_versions, _v.record == _r.id)
    then = then.where(_r.key.in_(keys), _v.since <= at, _v.until > at)
    both = union_all(now, then).subquery()
    return (
        select(both, *_source_columns())
        .join(sources, sources.c.id == both.c.source)
        .join(imports, imports.c.id == both.c.read)
    )


def _shared() -> tuple[Any, ...]:
    return (_r.key, _r.source, _r.family, _r.parent, _r.missing)


def _source_columns() -> tuple[Any, ...]:
    return (
        sources.c.name.label("source_name"),
        sources.c.priority,
        imports.c.place.label("file"),
        imports.c.sheet,
        imports.c.at,
    )


def _with_source(query: Select[Any], read: Any) -> Select[Any]:
    joined = query.join(sources, sources.c.id == _r.source).join(imports, imports.c.id == read)
    return joined.add_columns(*_source_columns())


def _said(row: Row[Any]) -> Said:
    read = datetime.fromisoformat(row.at)
    origin = Origin(row.file, row.sheet, row.row, place=row.place or "")
    return Said(
        source=row.source_name,
        facts=unpack(row.facts, key=row.key, source=row.source_name, origin=origin, read=read),
        read=read,
        priority=row.priority,
        version=row.version,
        family=row.family,
        parent=row.parent,
    )


def _accepted(connection: Connection, keys: Sequence[str]) -> list[Said]:
    """Return what people accepted of what was proposed."""
    c = proposals.c
    found = connection.execute(
        select(proposals).where(c.product.in_(keys), c.state == "accepted", c.what != "same_product")
    )
    facts = [accepted_fact(row) for row in found]
    return [Said(_PEOPLE, (fact,), fact.read, version=1, person=True) for fact in facts]


def _choices(connection: Connection, key: str) -> dict[str, str]:
    query = select(choices.c.attribute, sources.c.name).join(sources, sources.c.id == choices.c.source)
    return dict(connection.execute(query.where(choices.c.key == key)).tuples().all())


def _variants(connection: Connection, keys: Sequence[str]) -> Sequence[str]:
    return connection.execute(select(_r.key).where(_r.parent.in_(keys)).distinct().order_by(_r.key)).scalars().all()


def _missing(row: Row[Any]) -> Finding:
    message = Bilingual(
        f"Die Quelle {row.source_name!r} hat dieses Produkt seit Import {row.missing} nicht mehr geliefert.",
        f"Source {row.source_name!r} has not brought this product since import {row.missing}.",
    )
    return Finding("product.missing", Severity.WARN, message)
