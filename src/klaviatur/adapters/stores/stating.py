"""Which sentences state which facts, and which of them are no longer right.

Variants under review whose wording has such a sentence become stale in the same transaction, see `desk.staling`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, true, update

from klaviatur.adapters.stores.assembling import assemble_all
from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.desk.auditing import take_turn
from klaviatur.adapters.stores.desk.staling import Moved, Pen, make_stale, moved_by_variant, stating
from klaviatur.adapters.stores.schema import changes, records, same_products, statements
from klaviatur.adapters.stores.schema_desk import variants
from klaviatur.records import Fact, Product

_s, _r = statements.c, records.c
Lost = Mapping[str, Moved]  # mark of a statement -> what is told instead


def mark_stale(
    connection: Connection, source: int, name: str, number: int, pen: Pen, *, keys: pl.Series | None = None
) -> int:
    """Mark sentences whose facts import `number` of a source changed or overruled; return how many became stale.

    With `keys` no other products are looked at than these and those below them.
    """
    take_turn(connection)  # whoever reads a product to write of it from now on waits for what this import says
    if connection.execute(select(_s.mark).limit(1)).first() is None:
        return 0
    c = changes.c
    place = func.coalesce(c.locale, "") + "/" + func.coalesce(c.channel, "")
    ids = c.key + "/" + c.attribute + "/" + place + "/" + literal(name)  # as catalogue.packing.fact_id makes them
    asked = None if keys is None else listed(connection, keys)
    changed = (c.import_ == number, true() if asked is None else c.key.in_(asked))
    _let_go(connection, ids, and_(*changed), pen)
    stale = update(statements).where(_s.fact.in_(select(ids).where(*changed)), _s.stale.is_(False))
    marked = connection.execute(stale.values(stale=True)).rowcount
    return marked + mark_overruled(connection, _moved(connection, source, number, asked), pen)


def mark_overruled(connection: Connection, keys: Sequence[str], pen: Pen) -> int:
    """Mark sentences on these products whose fact another one now takes the place of, in their variants too."""
    take_turn(connection)
    asked = listed(connection, pl.Series(keys, dtype=pl.String))
    children = select(_r.key).where(_r.parent.in_(asked))
    columns = (_s.mark, _s.product, _s.fact, _s.locale)
    query = select(*columns).where(_s.stale.is_(False), or_(_s.product.in_(asked), _s.product.in_(children)))
    stated = connection.execute(query.order_by(_s.product)).all()
    if not stated:
        return 0
    known = _known(connection, sorted({row.product for row in stated}))
    return _mark(connection, dict(_lost(stated, known)), pen)


def mark_withdrawn(connection: Connection, condition: ColumnElement[bool], attribute: str, pen: Pen) -> int:
    """Mark sentences whose fact nobody tells any more."""
    take_turn(connection)
    rows = connection.execute(select(_s.mark, _s.value).where(condition, _s.stale.is_(False)))
    return _mark(connection, {row.mark: Moved(attribute, row.value, None) for row in rows}, pen)


def mark_foreign(connection: Connection, key: str, main: str, pen: Pen) -> int:
    """Mark sentences on one of two products that state a fact of the other, unless both are one product."""
    same = same_products.c
    mains = {
        row.key: row.main for row in connection.execute(select(same.key, same.main).where(same.key.in_([key, main])))
    }
    if mains.get(key, key) == mains.get(main, main):
        return 0
    foreign = (_s.product == main) & _of(key) | (_s.product == key) & _of(main)
    return mark_withdrawn(connection, foreign, "product", pen)


def _of(key: str) -> ColumnElement[bool]:
    """Return the condition that a statement's fact is one of a key's own."""
    return _s.fact.startswith(f"{key}/", autoescape=True)


# --- what an import changed -------------------------------------------------------------------------------------------
def _let_go(connection: Connection, ids: ColumnElement[str], changed: ColumnElement[bool], pen: Pen) -> None:
    """Make stale what states a fact that an import changed."""
    if connection.execute(select(variants.c.id).limit(1)).first():
        c = changes.c
        query = stating(c.attribute, c.before, c.after).join(changes, ids == _s.fact).where(changed)
        rows = connection.execute(query.distinct().order_by(variants.c.id, c.attribute))
        make_stale(connection, moved_by_variant(rows), pen)


def _moved(connection: Connection, source: int, number: int, asked: Select[tuple[Any]] | None) -> Sequence[str]:
    """Return products whose facts may be told otherwise now, though none that is stated changed.

    Those import `number` wrote that other sources know too, and those of which it says something for the first time.
    """
    mine, other = records.alias("mine"), records.alias("other")
    told = select(_s.product.label("key")).where(_s.stale.is_(False))
    inherited = select(_r.parent).join(statements, _s.product == _r.key).where(_s.stale.is_(False), _r.parent != "")
    if asked is not None:
        told, inherited = told.where(_s.product.in_(asked)), inherited.where(_r.parent.in_(asked))
    stated = told.union(inherited).subquery("stated")
    shared = select(mine.c.id).join(other, (other.c.key == mine.c.key) & (other.c.source != source))
    shared = shared.where(mine.c.key == stated.c.key, mine.c.source == source, mine.c.read == number)
    new = select(changes.c.id).where(changes.c.key == stated.c.key, changes.c.import_ == number)
    query = select(stated.c.key).where(or_(shared.exists(), new.where(changes.c.before.is_(None)).exists()))
    return connection.execute(query).scalars().all()


# --- what is told now -------------------------------------------------------------------------------------------------
def _known(connection: Connection, keys: Sequence[str]) -> Mapping[str, Product]:
    """Return products by all these keys, the parents of them too."""
    asked = listed(connection, pl.Series(keys, dtype=pl.String))
    same = same_products.c
    mains = {row.key: row.main for row in connection.execute(select(same.key, same.main).where(same.key.in_(asked)))}
    found = {product.key: product for product in assemble_all(connection, sorted({mains.get(k, k) for k in keys}))}
    parents = {product.parent for product in found.values() if product.parent} - found.keys()
    found |= {product.key: product for product in assemble_all(connection, sorted(parents))}
    return found | {key: found[main] for key, main in mains.items() if main in found}


def _lost(stated: Iterable[Any], known: Mapping[str, Product]) -> Iterable[tuple[str, Moved]]:
    """Yield statements of which something else is told now, with what that is."""
    for row in stated:
        product = known.get(row.product)
        parent = known.get(product.parent or "") if product else None
        owners = [one for one in (product, parent) if one]
        before = _stated(owners, row.fact)
        after = _told(owners, before, row.locale) if before else None
        if before and after and _meaning(before) != _meaning(after):
            yield row.mark, Moved(before.attribute, before.value, after.value)


def _stated(owners: Sequence[Product], fact: str) -> Fact | None:
    """Return the fact with an id, among those that won and those that did not."""
    said = (one for owner in owners for facts in (owner.facts, *(c.facts for c in owner.conflicts)) for one in facts)
    return next((one for one in said if one.id == fact), None)


def _told(owners: Sequence[Product], fact: Fact, locale: str | None) -> Fact | None:
    """Return what a data sheet tells of the fact's attribute: the product's own, else its parent's."""
    found = (owner.find(fact.attribute, locale, None) for owner in owners)
    return next((one for one in found if one and (one.value.strip() or one.items)), None)


def _meaning(fact: Fact) -> tuple[str, str | None, str | None]:
    return fact.value, fact.unit, fact.currency


def _mark(connection: Connection, lost: Lost, pen: Pen) -> int:
    if not lost:
        return 0
    marks: Select[Any] = listed(connection, pl.Series(list(lost), dtype=pl.String))
    found = connection.execute(stating(_s.mark).where(_s.mark.in_(marks)).order_by(variants.c.id, _s.mark))
    make_stale(connection, moved_by_variant((variant, *lost[mark]) for variant, mark in found), pen)
    return connection.execute(update(statements).where(_s.mark.in_(marks)).values(stale=True)).rowcount
