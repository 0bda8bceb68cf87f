"""A variant with all a reviewer needs, in seven queries however much there is."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from klaviatur.adapters.stores.desk.packing import unpacked
from klaviatur.adapters.stores.desk.rows import (
    REVISION,
    SOURCE,
    VARIANT,
    comment_of,
    release_of,
    revision_of,
    source_of,
    variant_of,
    work_of,
)
from klaviatur.adapters.stores.schema_desk import (
    comments,
    desk_sources,
    parsed_sources,
    releases,
    revisions,
    variants,
    works,
)
from klaviatur.errors import UnknownSource, UnknownVariant, UnknownWork
from klaviatur.records import DeskSource, KeptVariant, Opened, Revision, Source, SourceKind, Work

_v, _r = variants.c, revisions.c


def open_variant(connection: Connection, variant: str, number: int | None) -> Opened:
    """Return a variant at a revision, the newest without one. Raises UnknownVariant."""
    row = connection.execute(
        select(*VARIANT, *SOURCE).join(desk_sources, desk_sources.c.id == _v.source).where(_v.id == variant)
    ).one_or_none()
    if row is None:
        raise UnknownVariant(f"There is no variant {variant!r}. List them: klaviatur desk board")
    kept, source = variant_of(row[: len(VARIANT)]), source_of(row[len(VARIANT) :])
    revision = _revision(connection, _revisions(variant).where(_r.number == (number or kept.revision)))
    if revision is None:
        raise UnknownVariant(f"Variant {variant!r} has no revision {number}. Its newest one is {kept.revision}.")
    history = select(_r.number, _r.by, _r.at, _r.why, _r.machine).where(_r.variant == variant)
    earlier = connection.execute(history.order_by(_r.number.desc())).all()
    newest = next((row.number for row in earlier if row.machine), None)
    return Opened(
        kept,
        source,
        _text(connection, kept.source, revision.source),
        revision,
        _machine(connection, revision, newest),
        tuple(map(release_of, connection.execute(_of(releases, variant).order_by(releases.c.id.desc())))),
        tuple(map(comment_of, connection.execute(_of(comments, variant).order_by(comments.c.id)))),
        tuple((row.number, row.by, datetime.fromisoformat(row.at), row.why) for row in earlier),
    )


def open_source(
    connection: Connection, kind: SourceKind, key: str
) -> tuple[DeskSource, Source | None, tuple[KeptVariant, ...]]:
    """Return a source, its newest parsed text and its variants. Raises UnknownSource."""
    s, p = desk_sources.c, parsed_sources.c
    newest = (p.source == s.id) & (p.id == s.source)
    query = select(*SOURCE, p.packed).outerjoin(parsed_sources, newest).where(s.kind == kind, s.key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownSource(f"There is no {kind} {key!r} under review. List them: klaviatur desk sources")
    source = source_of(row)
    variants_ = connection.execute(select(*VARIANT).where(_v.source == source.id).order_by(_v.channel, _v.locale))
    text = unpacked(Source, row.packed) if row.packed is not None else None
    return source, text, tuple(map(variant_of, variants_))


def read_work(connection: Connection, id: str) -> Work:  # noqa: A002 - the field's name
    """Return a piece of work. Raises UnknownWork."""
    row = connection.execute(select(works).where(works.c.id == id)).one_or_none()
    if row is None:
        raise UnknownWork(f"There is no piece of work {id!r}. Look at the list of works.")
    return work_of(row)


def _revisions(variant: str) -> Select[Any]:
    return select(*REVISION).where(_r.variant == variant)


def _revision(connection: Connection, query: Select[Any]) -> Revision | None:
    row = connection.execute(query).one_or_none()
    return revision_of(row) if row else None


def _machine(connection: Connection, revision: Revision, newest: int | None) -> Revision | None:
    """Return the machine's newest revision, which often is the one that is open."""
    if newest is None or newest == revision.number:
        return None if newest is None else revision
    return _revision(connection, _revisions(revision.variant).where(_r.number == newest))


def _text(connection: Connection, source: int, parsed: str) -> Source:
    p = parsed_sources.c
    packed = connection.execute(select(p.packed).where(p.source == source, p.id == parsed)).scalar()
    if packed is None:
        raise UnknownSource(f"The text {parsed!r} that a variant was checked against is not there.")
    return unpacked(Source, packed)


def _of(table: Any, variant: str) -> Select[Any]:
    return select(table).where(table.c.variant == variant)
