"""What every source says of many products, as frames: for work on a whole catalogue."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, func, literal, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.documents import NO_FACTS, accepted_value
from klaviatur.adapters.stores.frames import read_frames
from klaviatur.adapters.stores.schema import imports, no_group, proposals, records, same_products, sources
from klaviatur.catalogue.packing import pack

SAID = dict.fromkeys(("key", "source", "family", "parent", "facts"), pl.String)
_r, _same = records.c, same_products.c


def packed_products(connection: Connection, family: str, keys: Sequence[str] | None) -> Iterator[pl.DataFrame]:
    """Yield key, source, family, parent and facts; people first, then sources by priority and newest import."""
    asked = _asked(connection, family, keys)
    accepted = _accepted(connection, asked)
    if accepted.height:
        yield accepted
    last = func.max(imports.c.at)
    ranked = select(sources.c.id, sources.c.name).join(imports, imports.c.source == sources.c.id)
    ranked = ranked.group_by(sources.c.id, sources.c.name, sources.c.priority)
    for number, name in connection.execute(ranked.order_by(sources.c.priority.desc(), last.desc())).all():
        yield from read_frames(connection, _of_source(number, name, asked), SAID)


def _asked(connection: Connection, family: str, keys: Sequence[str] | None) -> Select[Any] | None:
    """Return a query for the keys that are asked for, those that were joined with one of them too; None: all."""
    if keys is None and not family:
        return None
    wanted = select(_r.key).where(_r.family == family) if family else select(_r.key)
    if keys is not None:
        wanted = wanted.where(_r.key.in_(listed(connection, pl.Series(keys, dtype=pl.String))))
    joined = select(_same.key).where(_same.main.in_(wanted))
    return select(wanted.union(joined).subquery().c[0])


def _of_source(number: int, name: str, asked: Select[Any] | None) -> Select[Any]:
    main = func.coalesce(_same.main, _r.key)
    query = select(main, literal(name), _r.family, _r.parent, _r.facts).where(_r.source == number)
    query = query.outerjoin(same_products, _same.key == _r.key)
    return query.where(no_group(_r.key)) if asked is None else query.where(_r.key.in_(asked))


def _accepted(connection: Connection, asked: Select[Any] | None) -> pl.DataFrame:
    c = proposals.c
    main = func.coalesce(_same.main, c.product)
    query = select(main, c.by, c.attribute, c.value).outerjoin(same_products, _same.key == c.product)
    query = query.where(c.state == "accepted", c.what.not_in(NO_FACTS))
    found = connection.execute(query if asked is None else query.where(c.product.in_(asked)))
    rows = [(key, by, None, None, packed_proposal(attribute, value)) for key, by, attribute, value in found]
    return pl.DataFrame(rows, schema=SAID, orient="row")


def packed_proposal(attribute: str, said: str) -> str:
    """Return what a person accepted as packed facts."""
    found = accepted_value(attribute, said)
    value = list(found.items) if found.items else found.value
    return pack([[attribute, found.kind.value, value, None, None, found.unit, found.currency]])
