"""The desk in a database: opens it, gives transactions, and answers what lies on it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from klaviatur.adapters.stores.database import reading, writing
from klaviatur.adapters.stores.desk.auditing import sealed_end, take_turn
from klaviatur.adapters.stores.desk.deciding import OpenDeciding
from klaviatur.adapters.stores.desk.following import proved
from klaviatur.adapters.stores.desk.history import read_audit, read_versions, read_voice_versions
from klaviatur.adapters.stores.desk.listing import (
    read_around,
    read_board,
    read_named_sources,
    read_released,
    read_sources,
    read_todo,
    read_variants,
)
from klaviatur.adapters.stores.desk.opening import open_source, open_variant, read_work
from klaviatur.adapters.stores.desk.rows import voice_of, work_of
from klaviatur.adapters.stores.desk.searching import find
from klaviatur.adapters.stores.opening import Stored, ready_database
from klaviatur.adapters.stores.schema_desk import voices, works
from klaviatur.records import (
    AuditLine,
    BoardPage,
    BoardRow,
    DeskSource,
    Found,
    KeptVariant,
    KeptVoice,
    Opened,
    Release,
    Source,
    SourceKind,
    State,
    TextVersion,
    Work,
)


def open_desk_store(
    place: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), audit_key: bytes | None = None
) -> "StoredDesk":
    """Open a database for what is under review: a file of SQLite, made where there is none, or postgresql://...

    With `audit_key` the audit's hashes are HMACs, which nobody forges who cannot read that key. Raises WorkspaceError
    where the database cannot be used, SchemaOutdated where `klaviatur migrate` has to run first.
    """
    return StoredDesk(ready_database(place), now, audit_key or b"")


class StoredDesk(Stored):
    """What is under review, with its history; see `ports.DeskStore`."""

    @contextmanager
    def deciding(self) -> Iterator[OpenDeciding]:
        """Open a transaction that is kept at the end, and undone when the block raises; nobody else decides meanwhile.

        In SQLite nobody else writes anything meanwhile; in PostgreSQL imports may, up to where facts become stale.
        """
        with writing(self._engine) as connection:
            take_turn(connection)
            deciding = OpenDeciding(connection, self._now(), self._key)
            yield deciding
            deciding.close()

    def opened(self, variant: str, *, revision: int | None = None) -> Opened:
        """Return a variant with all a reviewer needs, at its newest revision or an earlier one. Raises UnknownVariant.

        The number of queries does not depend on how much there is.
        """
        with reading(self._engine) as connection:
            return open_variant(connection, variant, revision)

    def board(
        self,
        *,
        states: Sequence[State] = (),
        channels: Sequence[str] = (),
        assigned: str = "",
        search: str = "",
        kind: SourceKind | None = None,
        after: str = "",
        limit: int = 50,
    ) -> BoardPage:
        """Return sources, those changed last first, each with its variants that answer the filter.

        A source changes with each of its variants. `search` looks into titles, keys and texts of sources.
        """
        with reading(self._engine) as connection:
            return read_board(
                connection,
                states=states,
                channels=channels,
                assigned=assigned,
                search=search,
                kind=kind,
                after=after,
                limit=limit,
            )

    def around(
        self,
        variant: str,
        *,
        states: Sequence[State] = (),
        channels: Sequence[str] = (),
        assigned: str = "",
        search: str = "",
        kind: SourceKind | None = None,
    ) -> Sequence[BoardRow]:
        """Return a variant's row of the board, with it in any case, between the nearest rows of the same filter.

        Raises UnknownVariant. The number of queries does not depend on how long the board is.
        """
        with reading(self._engine) as connection:
            return read_around(
                connection, variant, states=states, channels=channels, assigned=assigned, search=search, kind=kind
            )

    def sources(
        self, *, kind: SourceKind | None = None, search: str = "", after: str = "", limit: int = 50
    ) -> Sequence[DeskSource]:
        """Return sources, those changed last first; `after` is the id of the last one seen."""
        with reading(self._engine) as connection:
            return read_sources(connection, kind=kind, search=search, after=after, limit=limit)

    def source(self, kind: SourceKind, key: str) -> tuple[DeskSource, Source | None, Sequence[KeptVariant]]:
        """Return a source, its newest parsed text and its variants. Raises UnknownSource."""
        with reading(self._engine) as connection:
            return open_source(connection, kind, key)

    def versions(self, key: str) -> Sequence[TextVersion]:
        """Return all versions of a text, the newest first. Raises UnknownSource."""
        with reading(self._engine) as connection:
            return read_versions(connection, key)

    def todo(self, member: str, *, limit: int = 20) -> Sequence[KeptVariant]:
        """Return what waits for a member: assigned to them, or their own that needs changes or is stale."""
        with reading(self._engine) as connection:
            return read_todo(connection, member, limit)

    def named_sources(self, ids: Sequence[int]) -> Mapping[int, DeskSource]:
        """Return sources by their ids; unknown ones are left out."""
        with reading(self._engine) as connection:
            return read_named_sources(connection, ids)

    def variants(self, ids: Sequence[str]) -> Sequence[KeptVariant]:
        """Return variants in this order; unknown ones are left out."""
        with reading(self._engine) as connection:
            return read_variants(connection, ids)

    def released(self, *, after: str = "", limit: int = 500) -> Sequence[tuple[KeptVariant, Release]]:
        """Return variants whose release stands, in the order of their ids."""
        with reading(self._engine) as connection:
            return read_released(connection, after, limit)

    def proved(self, release: Release) -> bool:
        """Return whether the audit, too, says that this release was given and has not ended. Raises AuditBroken."""
        with reading(self._engine) as connection:
            said = proved(connection, self._key, [release.variant])
        return said.get(release.variant) == (release.by, release.wording)

    def search(self, words: str, *, limit: int = 30) -> Sequence[Found]:
        """Return sources, then variants and voices, of which some word begins with each of the words."""
        with reading(self._engine) as connection:
            return find(connection, words, limit)

    def audit(
        self, *, after: int = 0, before: int | None = None, limit: int = 200, thing: str = ""
    ) -> Sequence[AuditLine]:
        """Return lines of the audit in their order; with `before`, those before that number, the newest first."""
        with reading(self._engine) as connection:
            return read_audit(connection, after=after, before=before, limit=limit, thing=thing)

    def audit_end(self) -> tuple[int, str]:
        """Return number and hash of the line that the seal names as the newest; (0, 64 zeros) before the first one.

        The audit is whole only if it ends there. Raises AuditBroken where the seal was changed or is gone.
        """
        with reading(self._engine) as connection:
            return sealed_end(connection, self._key)

    def voices(self) -> Sequence[KeptVoice]:
        """Return the newest version of each voice."""
        c = voices.c
        newest = select(c.name, func.max(c.version).label("version")).group_by(c.name).subquery()
        query = select(voices).join(newest, (c.name == newest.c.name) & (c.version == newest.c.version))
        with reading(self._engine) as connection:
            return [voice_of(row) for row in connection.execute(query.order_by(c.name))]

    def voice_versions(self, name: str) -> Sequence[KeptVoice]:
        """Return all versions of a voice, the newest first. Raises UnknownVoice."""
        with reading(self._engine) as connection:
            return read_voice_versions(connection, name)

    def work(self, id: str) -> Work:  # noqa: A002 - the field's name
        """Return a piece of work as it now is. Raises UnknownWork."""
        with reading(self._engine) as connection:
            return read_work(connection, id)

    def works(self, *, limit: int = 50) -> Sequence[Work]:
        """Return pieces of work, the newest first."""
        query = select(works).order_by(works.c.at.desc(), works.c.id).limit(limit)
        with reading(self._engine) as connection:
            return [work_of(row) for row in connection.execute(query)]
