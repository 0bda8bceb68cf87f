"""Released wordings of products, for outputs: read where a release stands, and only if it is of exactly these words."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import orjson
import polars as pl
from sqlalchemy import Connection, Select, func, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.desk.packing import unpacked
from klaviatur.adapters.stores.schema_desk import desk_sources, releases, revisions, variants
from klaviatur.adapters.stores.schema_members import members
from klaviatur.records import Checked, Severity, State, variant_id, wording_of

WORDINGS = dict.fromkeys(
    ("key", "channel", "locale", "part", "text", "method", "machine_share", "writer", "reviewed_by", "reviewed_at"),
    pl.String,
)
Prove = Callable[[Collection[str]], Mapping[str, tuple[str, str]]]  # variants -> who released which wording
AT_ONCE = 500  # variants that one query names
_v, _s, _rel, _rev = variants.c, desk_sources.c, releases.c, revisions.c


def standing_releases() -> Select[Any]:
    """Return a query for the releases of products that stand: number, key, and what outputs call who released."""
    shown = func.coalesce(members.c.shown, "")
    query = select(_rel.id, _s.key, shown).join(variants, _v.id == _rel.variant)
    query = query.join(desk_sources, _s.id == _v.source).outerjoin(members, members.c.name == _rel.by)
    return query.where(_rel.ended_at.is_(None), _s.kind == "product")


def ended_releases(channels: Iterable[str] | None, since: str) -> Select[Any]:
    """Return a query for the releases for channels, None for all, that ended at a moment or later: their numbers."""
    query = select(_rel.id).join(variants, _v.id == _rel.variant).where(_rel.ended_at >= since)
    return query if channels is None else query.where(_v.channel.in_(list(channels)))


def any_stated(
    connection: Connection, variants_: Collection[str], keys: Collection[str], channels: Collection[str] | None
) -> bool:
    """Return whether one of these variants is of one of these products and of a channel, None for any.

    Its id is made of both, so a row that says something else of it was written by hand: then it may be any.
    """
    wanted = sorted(variants_)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        query = select(_v.id, _s.kind, _s.key, _v.channel, _v.locale).join(desk_sources, _s.id == _v.source)
        rows = connection.execute(query.where(_v.id.in_(some))).all()
        known = {row.id for row in rows if variant_id(row.kind, row.key, row.channel, row.locale) == row.id}
        stated = (row.kind == "product" and row.key in keys and _in(row.channel, channels) for row in rows)
        if known != {*some} or any(stated):
            return True
    return False


def _in(channel: str, channels: Collection[str] | None) -> bool:
    return channels is None or channel in channels


def keys_of(connection: Connection, variants_: Collection[str]) -> frozenset[str]:
    """Return the products that variants are of."""
    query = select(_s.key).join(variants, _v.source == _s.id).where(_s.kind == "product")
    named = pl.Series(sorted(variants_), dtype=pl.String)
    return frozenset(connection.execute(query.where(_v.id.in_(listed(connection, named)))).scalars())


def variants_of(connection: Connection, numbers: Iterable[int]) -> frozenset[str]:
    """Return the variants of releases."""
    named = pl.Series(sorted(numbers), dtype=pl.Int64)
    return frozenset(connection.execute(select(_rel.variant).where(_rel.id.in_(listed(connection, named)))).scalars())


def wordings_of(
    connection: Connection, channels: Iterable[str], keys: Iterable[str] | None, prove: Prove
) -> pl.DataFrame:
    """Return the parts of released wordings for channels, a row each: of those that the audit, too, calls released.

    `prove` says who released which wording of variants, as the audit has it.
    """
    shown = members.c.shown
    of_release = (_rel.variant, _rel.wording, _rel.human_share, _rel.by, _rel.at, _rel.vouched)
    query = select(_s.key, _v.channel, _v.locale, *of_release, _rev.checked, shown)
    query = query.join(variants, _v.id == _rel.variant).join(desk_sources, _s.id == _v.source)
    query = query.join(revisions, (_rev.variant == _rel.variant) & (_rev.number == _rel.revision))
    query = query.outerjoin(members, members.c.name == _rel.by)
    query = query.where(_rel.ended_at.is_(None), _s.kind == "product", _v.channel.in_(list(channels)))
    query = query.where(_v.state == State.RELEASED.value, _v.wording == _rel.wording)
    if keys is not None:
        query = query.where(_s.key.in_(listed(connection, pl.Series(sorted(keys), dtype=pl.String))))
    standing = connection.execute(query.order_by(_s.key, _v.channel, _v.locale)).all()
    proofs = prove({row.variant for row in standing})
    told = [row for row in standing if proofs.get(row.variant) == (row.by, row.wording)]
    rows = [part for row in told for part in _told(row)]
    return pl.DataFrame(rows, schema=WORDINGS, orient="row")


def _told(row: Any) -> Iterator[tuple[str, ...]]:
    checked = unpacked(Checked, row.checked)
    variant = checked.variant
    if wording_of(variant.parts) != row.wording or not _vouched(checked, row.vouched):
        return  # whatever happened: only the very words that were released leave
    machine = f"{max(0.0, 1.0 - row.human_share):.4f}"
    who = (variant.method.value, machine, variant.writer, row.shown or row.by, row.at)
    for part in variant.parts:
        yield (row.key, row.channel, row.locale, part.name, part.text, *who)


def _vouched(checked: Checked, vouched: str) -> bool:
    """Return whether somebody answers for each finding that blocks."""
    given = {(one["rule"], " ".join(one["words"].split())) for one in orjson.loads(vouched) if one["reason"].strip()}
    blocking = (found for found in checked.findings if found.severity is Severity.BLOCK)
    return all((found.rule, " ".join(found.words.split())) in given for found in blocking)
