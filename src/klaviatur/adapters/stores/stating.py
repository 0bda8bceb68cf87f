"""Which sentences state which facts, and which of them are no longer right."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, func, literal, select, update

from klaviatur.adapters.stores.assembling import assemble_all
from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.schema import changes, records, statements
from klaviatur.records import Fact

_s = statements.c


def mark_stale(connection: Connection, source: int, name: str, number: int) -> int:
    """Mark sentences whose facts import `number` of a source changed or overruled; return how many became stale."""
    if connection.execute(select(_s.mark).limit(1)).first() is None:
        return 0
    c = changes.c
    place = func.coalesce(c.locale, "") + "/" + func.coalesce(c.channel, "")
    ids = c.key + "/" + c.attribute + "/" + place + "/" + literal(name)  # as catalogue.packing.fact_id makes them
    changed = _mark(connection, select(ids).where(c.import_ == number))
    return changed + mark_overruled(connection, _shared(connection, source, number))


def mark_overruled(connection: Connection, keys: Sequence[str]) -> int:
    """Mark sentences on these products whose fact another source's fact now takes the place of."""
    asked = listed(connection, pl.Series(keys, dtype=pl.String))
    query = select(_s.product, _s.fact).where(_s.product.in_(asked), _s.stale.is_(False)).distinct()
    stated = connection.execute(query).all()
    products = {product.key: product for product in assemble_all(connection, sorted({key for key, _ in stated}))}
    lost = {
        fact.id for product in products.values() for c in product.conflicts for fact in _losing(c.facts, product.facts)
    }
    facts = sorted({fact for _, fact in stated} & lost)
    return _mark(connection, listed(connection, pl.Series(facts, dtype=pl.String)))


def _mark(connection: Connection, facts: Select[Any]) -> int:
    stale = update(statements).where(_s.fact.in_(facts), _s.stale.is_(False)).values(stale=True)
    return connection.execute(stale).rowcount


def _shared(connection: Connection, source: int, number: int) -> Sequence[str]:
    """Return products with statements that import `number` of a source wrote, and that other sources know too."""
    mine, other = records.alias("mine"), records.alias("other")
    query = select(_s.product).distinct().join(mine, mine.c.key == _s.product)
    query = query.join(other, (other.c.key == _s.product) & (other.c.source != source))
    return connection.execute(query.where(mine.c.source == source, mine.c.read == number)).scalars().all()


def _losing(facts: Sequence[Fact], winning: Sequence[Fact]) -> list[Fact]:
    kept = {fact.id for fact in winning}
    return [fact for fact in facts if fact.id not in kept]
