"""Lists of the desk: the board, sources, what waits for a member, what is released. All are paged by key."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select, tuple_, union

from klaviatur.adapters.stores.desk.rows import SOURCE, VARIANT, release_of, source_of, variant_of
from klaviatur.adapters.stores.desk.searching import sources_with
from klaviatur.adapters.stores.schema_desk import desk_sources, releases, state_counts, variants
from klaviatur.errors import UnknownVariant
from klaviatur.records import BoardPage, BoardRow, DeskSource, KeptVariant, Release, SourceKind, State

FEW = 5_000  # variants: up to so many are looked through for their sources, else sources for their variants
FEW_OF_ONE = 1_000  # the same for what is assigned to one member, whose rows lie far apart
OPEN = (State.DRAFT, State.IN_REVIEW, State.NEEDS_CHANGES, State.STALE)  # of what is assigned to somebody
BACK = (State.NEEDS_CHANGES, State.STALE)  # of what is somebody's own
_s, _v, _r = desk_sources.c, variants.c, releases.c
_LATEST = (_v.changed_at.desc(), _v.id.desc())


def read_board(
    connection: Connection,
    *,
    states: Sequence[State],
    channels: Sequence[str],
    assigned: str,
    search: str,
    kind: SourceKind | None,
    after: str,
    limit: int,
) -> BoardPage:
    """Return a stretch of the board, in three queries, with `assigned` in four."""
    counts = read_counts(connection)
    wanted = _wanted(states, channels, assigned)
    query = _narrowed(_sources(connection, kind, search), wanted, few=_few(connection, counts, states, assigned))
    if after:
        query = query.where(tuple_(_s.changed_at, _s.id) < tuple_(*_place(after)))
    sources = [source_of(row) for row in connection.execute(query.limit(limit + 1))]
    shown = sources[:limit]
    held = _variants_of(connection, shown, wanted)
    rows = tuple(BoardRow(source, tuple(held.get(source.id, ()))) for source in shown)
    return BoardPage(rows, counts, _named(shown[-1]) if len(sources) > limit else "")


def read_around(
    connection: Connection,
    variant: str,
    *,
    states: Sequence[State],
    channels: Sequence[str],
    assigned: str,
    search: str,
    kind: SourceKind | None,
) -> Sequence[BoardRow]:
    """Return a variant's row, with it in any case, between the nearest ones of the filter, in five queries."""
    found = connection.execute(
        select(*VARIANT, *SOURCE).join(desk_sources, _s.id == _v.source).where(_v.id == variant)
    ).one_or_none()
    if found is None:
        raise UnknownVariant(f"There is no variant {variant!r}. List them: klaviatur desk board")
    kept, own = variant_of(found[: len(VARIANT)]), source_of(found[len(VARIANT) :])
    wanted = _wanted(states, channels, assigned)
    few = _few(connection, read_counts(connection), states, assigned)
    query = _narrowed(_sources(connection, kind, search), wanted, few=few).limit(1)
    here, place = tuple_(_s.changed_at, _s.id), tuple_(*_place(_named(own)))
    before = query.where(here > place).order_by(None).order_by(_s.changed_at, _s.id)
    near = [[source_of(row) for row in connection.execute(one)] for one in (before, query.where(here < place))]
    sources = [*near[0], own, *near[1]]
    held = _variants_of(connection, sources, wanted)
    if variant not in {one.id for one in held[own.id]}:
        held[own.id].append(kept)
    return [BoardRow(source, tuple(held[source.id])) for source in sources]


def read_counts(connection: Connection) -> dict[str, int]:
    """Return how many variants are in each state, every state named."""
    found = {row.state: row.variants for row in connection.execute(select(state_counts))}
    return {state.value: found.get(state.value, 0) for state in State}


def read_sources(
    connection: Connection, *, kind: SourceKind | None, search: str, after: str, limit: int
) -> Sequence[DeskSource]:
    """Return sources, those changed last first, after the one with this id."""
    query = _sources(connection, kind, search).limit(limit)
    if after.isdigit():
        last = select(_s.changed_at).where(_s.id == int(after)).scalar_subquery()
        query = query.where(tuple_(_s.changed_at, _s.id) < tuple_(last, int(after)))
    return [source_of(row) for row in connection.execute(query)]


def read_named_sources(connection: Connection, ids: Sequence[int]) -> Mapping[int, DeskSource]:
    """Return sources by their ids; unknown ones are left out."""
    found = connection.execute(select(*SOURCE).where(_s.id.in_(set(ids))))
    return {source.id: source for source in map(source_of, found)}


def read_todo(connection: Connection, member: str, limit: int) -> Sequence[KeptVariant]:
    """Return what is assigned to a member, or their own that needs changes or is stale; changed last first."""
    if not member:
        return []
    mine = (
        ((_v.assigned == member) & (_v.assigned != ""), OPEN),
        (_v.sent_by == member, BACK),
        (_v.changed_by == member, BACK),
    )
    newest = [_newest(whose, state, limit) for whose, states in mine for state in states]
    ids = union(*newest).subquery()
    query = select(*VARIANT).where(_v.id.in_(select(ids.c.id))).order_by(*_LATEST).limit(limit)
    return [variant_of(row) for row in connection.execute(query)]


def _newest(whose: ColumnElement[bool], state: State, limit: int) -> Select[Any]:
    """Return a query for no more than is shown, read from an index: one member may have 10,000 of them."""
    query = select(_v.id).where(whose, _v.state == state.value).order_by(*_LATEST).limit(limit)
    return select(query.subquery().c.id)


def read_variants(connection: Connection, ids: Sequence[str]) -> Sequence[KeptVariant]:
    """Return variants in this order; unknown ones are left out."""
    found = {row.id: variant_of(row) for row in connection.execute(select(*VARIANT).where(_v.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def read_released(connection: Connection, after: str, limit: int) -> Sequence[tuple[KeptVariant, Release]]:
    """Return variants whose release stands, in the order of their ids."""
    query = select(releases).where(_r.ended_at.is_(None), _r.variant > after).order_by(_r.variant).limit(limit)
    standing = [release_of(row) for row in connection.execute(query)]
    found = {one.id: one for one in read_variants(connection, [release.variant for release in standing])}
    return [(found[release.variant], release) for release in standing]


def _wanted(states: Sequence[State], channels: Sequence[str], assigned: str) -> list[ColumnElement[bool]]:
    """Return the conditions a variant has to meet; none where all are shown."""
    wanted: list[ColumnElement[bool]] = []
    if states:
        wanted.append(_v.state.in_([State(state).value for state in states]))
    if channels:
        wanted.append(_v.channel.in_(channels))
    if assigned:
        wanted.append(and_(_v.assigned == assigned, _v.assigned != ""))
    return wanted


def _few(connection: Connection, counts: Mapping[str, int], states: Sequence[State], assigned: str) -> bool:
    """Return whether the variants asked for are surely few."""
    if states and sum(counts[state] for state in states) <= FEW:
        return True
    if not assigned:
        return False
    some = select(_v.id).where(*_wanted(states, (), assigned)).limit(FEW_OF_ONE + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one()) <= FEW_OF_ONE


def _narrowed(query: Select[Any], wanted: Sequence[ColumnElement[bool]], *, few: bool) -> Select[Any]:
    return query.where(_with_variants(wanted, few=few)) if wanted else query


def _with_variants(wanted: Sequence[ColumnElement[bool]], *, few: bool) -> ColumnElement[bool]:
    """Return the condition that a source has such a variant, asked from the side that has less to look through."""
    if few:
        return _s.id.in_(select(_v.source).where(*wanted))
    return exists().where(_v.source == _s.id, *wanted)


def _sources(connection: Connection, kind: SourceKind | None, search: str) -> Select[Any]:
    query = select(*SOURCE).order_by(_s.changed_at.desc(), _s.id.desc())
    if kind:
        query = query.where(_s.kind == kind)
    return query.where(_s.id.in_(sources_with(connection, search))) if search.strip() else query


def _variants_of(
    connection: Connection, sources: Sequence[DeskSource], wanted: Sequence[ColumnElement[bool]]
) -> dict[int, list[KeptVariant]]:
    query = select(*VARIANT).where(_v.source.in_([source.id for source in sources]), *wanted)
    held: dict[int, list[KeptVariant]] = {source.id: [] for source in sources}
    for row in connection.execute(query.order_by(_v.source, _v.channel, _v.locale)).all():
        held[row[1]].append(variant_of(row))
    return held


def _named(source: DeskSource) -> str:
    return f"{source.changed_at.isoformat(timespec='microseconds')}~{source.id}"


def _place(after: str) -> tuple[str, int]:
    moment, _, number = after.rpartition("~")
    return (moment, int(number)) if number.isdigit() else ("", 0)
