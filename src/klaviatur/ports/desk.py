"""Where variants, releases and the audit are kept: one transaction for what changes, plain questions beside it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from klaviatur.records import (
    Actor,
    AuditLine,
    BoardPage,
    BoardRow,
    Comment,
    DeskSource,
    Entry,
    Found,
    KeptVariant,
    KeptVoice,
    Opened,
    Product,
    Release,
    Revision,
    Source,
    SourceKind,
    State,
    Statement,
    TextVersion,
    Work,
)


class Deciding(Protocol):
    """One transaction in which something is changed; nobody else changes anything meanwhile."""

    at: datetime  # the moment of this transaction

    def note(self, entry: Entry, actor: Actor) -> AuditLine:
        """Write the next line of the audit; its hash is `records.audit_hash` with the workspace's key."""
        ...

    def source(self, id: int) -> DeskSource:  # noqa: A002 - the field's name
        """Return a source. Raises UnknownSource."""
        ...

    def find_source(self, kind: SourceKind, key: str) -> DeskSource | None:
        """Return the source of a kind and key, None where there is none yet."""
        ...

    def keep_source(self, kind: SourceKind, key: str, source: Source, *, title: str, by: str) -> DeskSource:
        """Keep a parsed text or data sheet; other words than the newest version's make the next version."""
        ...

    def parsed(self, id: str) -> Source:  # noqa: A002 - the field's name
        """Return the parsed source of a `Source.id`. Raises UnknownSource."""
        ...

    def product(self, key: str) -> Product:
        """Return a product as all sources together describe it in this transaction. Raises UnknownProduct."""
        ...

    def state(self, statements: Sequence[Statement]) -> None:
        """Keep which sentences of kept variants state which facts; a statement's `variant` is the wording's hash.

        When a fact changes, every variant of that product, channel and locale whose present wording states it becomes
        stale, and its release ends, in the transaction of that change.
        """
        ...

    def variant(self, id: str) -> KeptVariant:  # noqa: A002 - the field's name
        """Return a variant as it is in this transaction. Raises UnknownVariant."""
        ...

    def find_variant(self, id: str) -> KeptVariant | None:  # noqa: A002 - the field's name
        """Return a variant, None where there is none yet."""
        ...

    def variants_of(self, source: int) -> Sequence[KeptVariant]:
        """Return all variants of a source."""
        ...

    def revision(self, variant: str, number: int | None = None) -> Revision:
        """Return one revision of a variant, the newest without a number. Raises UnknownVariant."""
        ...

    def machine_revision(self, variant: str) -> Revision | None:
        """Return the newest revision that a machine wrote."""
        ...

    def keep_variant(self, variant: KeptVariant, revision: Revision | None = None) -> None:
        """Keep a variant as it now is, with its new revision where the wording changed."""
        ...

    def standing_release(self, variant: str) -> Release | None:
        """Return the release that stands."""
        ...

    def keep_release(self, release: Release) -> Release:
        """Keep a new release (its id is given here). Raises Conflict where another one stands."""
        ...

    def end_release(self, variant: str, *, by: str, why: str) -> Release | None:
        """End the release that stands, if one does, and return it as ended."""
        ...

    def keep_comment(self, comment: Comment) -> Comment:
        """Keep a new comment (its id is given here), or that one has been settled."""
        ...

    def comment(self, id: int) -> Comment:  # noqa: A002 - the field's name
        """Return a comment. Raises UnknownVariant where there is none."""
        ...

    def works_here(self, name: str) -> bool:
        """Return whether a member has this name and is active; where there are no members yet, anybody works here."""
        ...

    def work(self, id: str) -> Work:  # noqa: A002 - the field's name
        """Return a piece of work as it is in this transaction. Raises UnknownWork."""
        ...

    def keep_work(self, work: Work) -> None:
        """Keep a piece of work as it now is, new or known."""
        ...

    def keep_voice(self, voice: KeptVoice) -> None:
        """Keep a voice's next version. Raises Conflict where its version is not the next one."""
        ...


class DeskStore(Protocol):
    """Keeps what is under review."""

    def deciding(self) -> AbstractContextManager[Deciding]:
        """Open a transaction that is kept at the end, and undone when the block raises."""
        ...

    def opened(self, variant: str, *, revision: int | None = None) -> Opened:
        """Return a variant with all a reviewer needs, at its newest revision or an earlier one. Raises UnknownVariant.

        The number of queries does not depend on how much there is.
        """
        ...

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
        """Return sources, those changed last first, each with its variants that answer the filter."""
        ...

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
        ...

    def sources(
        self, *, kind: SourceKind | None = None, search: str = "", after: str = "", limit: int = 50
    ) -> Sequence[DeskSource]:
        """Return sources, those changed last first; `after` is the id of the last one seen."""
        ...

    def source(self, kind: SourceKind, key: str) -> tuple[DeskSource, Source | None, Sequence[KeptVariant]]:
        """Return a source, its newest parsed text and its variants. Raises UnknownSource."""
        ...

    def versions(self, key: str) -> Sequence[TextVersion]:
        """Return all versions of a text, the newest first. Raises UnknownSource."""
        ...

    def todo(self, member: str, *, limit: int = 20) -> Sequence[KeptVariant]:
        """Return what waits for a member: assigned to them, or their own that needs changes or is stale."""
        ...

    def named_sources(self, ids: Sequence[int]) -> Mapping[int, DeskSource]:
        """Return sources by their ids; unknown ones are left out."""
        ...

    def variants(self, ids: Sequence[str]) -> Sequence[KeptVariant]:
        """Return variants in this order; unknown ones are left out."""
        ...

    def released(self, *, after: str = "", limit: int = 500) -> Sequence[tuple[KeptVariant, Release]]:
        """Return variants whose release stands, in the order of their ids."""
        ...

    def proved(self, release: Release) -> bool:
        """Return whether the audit, too, says that this release was given and has not ended.

        Raises AuditBroken where a line since then was cut out or changed.
        """
        ...

    def search(self, words: str, *, limit: int = 30) -> Sequence[Found]:
        """Return sources, variants and voices that hold the words."""
        ...

    def audit(
        self, *, after: int = 0, before: int | None = None, limit: int = 200, thing: str = ""
    ) -> Sequence[AuditLine]:
        """Return lines of the audit in their order; with `before`, those before that number, the newest first."""
        ...

    def audit_end(self) -> tuple[int, str]:
        """Return number and hash of the line that the seal names as the newest; (0, 64 zeros) before the first one.

        The audit is whole only if it ends there. Raises AuditBroken where the seal was changed or is gone.
        """
        ...

    def voices(self) -> Sequence[KeptVoice]:
        """Return the newest version of each voice."""
        ...

    def voice_versions(self, name: str) -> Sequence[KeptVoice]:
        """Return all versions of a voice, the newest first. Raises UnknownVoice."""
        ...

    def work(self, id: str) -> Work:  # noqa: A002 - the field's name
        """Return a piece of work as it now is. Raises UnknownWork."""
        ...

    def works(self, *, limit: int = 50) -> Sequence[Work]:
        """Return pieces of work, the newest first."""
        ...

    def close(self) -> None:
        """Let go of what is behind."""
        ...
