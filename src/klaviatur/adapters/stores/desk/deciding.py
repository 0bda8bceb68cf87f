"""One transaction in which something is decided. What it keeps, it keeps together, with the lines of the audit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, select, update

from klaviatur.adapters.stores.assembling import assemble
from klaviatur.adapters.stores.desk.auditing import OpenAudit
from klaviatur.adapters.stores.desk.opening import read_work
from klaviatur.adapters.stores.desk.packing import packed, unpacked
from klaviatur.adapters.stores.desk.rows import (
    REVISION,
    SOURCE,
    VARIANT,
    comment_of,
    comment_values,
    release_of,
    release_values,
    revision_of,
    revision_values,
    source_of,
    storable,
    values_of,
    variant_of,
)
from klaviatur.adapters.stores.desk.searching import keep_words
from klaviatur.adapters.stores.desk.tallying import add_to_counts, touch_sources
from klaviatur.adapters.stores.documents import as_json, as_text, statement_values
from klaviatur.adapters.stores.schema import statements
from klaviatur.adapters.stores.schema_desk import (
    comments,
    desk_sources,
    parsed_sources,
    releases,
    revisions,
    text_versions,
    variants,
    voices,
    works,
)
from klaviatur.adapters.stores.schema_members import members
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.errors import Conflict, NotReady, UnknownSource, UnknownVariant
from klaviatur.records import (
    SYSTEM,
    Actor,
    AuditLine,
    Comment,
    DeskSource,
    Entry,
    KeptVariant,
    KeptVoice,
    Product,
    Release,
    Revision,
    Source,
    SourceKind,
    State,
    Statement,
    Work,
    wording_of,
)

_s, _v, _r = desk_sources.c, variants.c, releases.c


class OpenDeciding:
    """A transaction that has its turn; see `ports.Deciding`."""

    def __init__(self, connection: Connection, at: datetime, key: bytes) -> None:
        self.at = at
        self._connection, self._key = connection, key
        self._audit = OpenAudit(connection, key)
        self._counts: Counter[str] = Counter()
        self._touched: set[int] = set()
        self._words: list[dict[str, Any]] = []

    def close(self) -> None:
        """Write what is written once for the whole transaction."""
        add_to_counts(self._connection, self._counts)
        touch_sources(self._connection, self._touched, self.at)
        keep_words(self._connection, self._words)
        self._audit.close()

    def note(self, entry: Entry, actor: Actor) -> AuditLine:
        """Write the next line of the audit. Raises AuditBroken where its end was tampered with."""
        return self._audit.note(entry, actor, self.at)

    # --- sources --------------------------------------------------------------------------------------------------
    def source(self, id: int) -> DeskSource:  # noqa: A002 - the field's name
        """Return a source. Raises UnknownSource."""
        return self._source(_s.id == id) or _no_source(id)

    def find_source(self, kind: SourceKind, key: str) -> DeskSource | None:
        """Return the source of a kind and key, None where there is none yet."""
        return self._source(_s.kind == kind, _s.key == key)

    def keep_source(self, kind: SourceKind, key: str, source: Source, *, title: str, by: str) -> DeskSource:
        """Keep a parsed text or data sheet; other words than the newest version's make the next version."""
        known = self.find_source(kind, key)
        if known and (known.source, known.title) == (source.id, storable(title)):
            self._keep_parsed(known.id, source)
            return known
        version = _next_version(known, kind, source)
        at = as_text(self.at)
        said = {"title": title, "language": source.language, "origin": source.origin, "source": source.id}
        said = {name: storable(value) for name, value in said.items()}
        row = said | {"kind": kind, "key": key, "version": version, "added_at": at, "added_by": by, "changed_at": at}
        kept = upsert(self._connection, desk_sources, ("kind", "key"), (*said, "version", "changed_at"))
        number = int(self._connection.execute(kept.values(row).returning(_s.id)).scalar_one())
        self._keep_parsed(number, source)
        if kind == "text" and (known is None or known.source != source.id):
            uploaded = {"source": number, "version": version, "parsed": source.id, "origin": said["origin"]}
            self._connection.execute(insert(text_versions).values(**uploaded, at=at, by=by))
        found = {"kind": kind, "key": key, "source": number, "title": f"{title}\n{key}", "words": source.text}
        self._words.append(found)
        return self.source(number)

    def parsed(self, id: str, source: int | None = None) -> Source:  # noqa: A002 - the field's name
        """Return the parsed source of a `Source.id`, as one desk source has it where it is said. Raises UnknownSource.

        Two products may have the same data sheet, whose facts are nevertheless their own.
        """
        p = parsed_sources.c
        query = select(p.packed).where(p.id == id).order_by(p.source).limit(1)
        found = self._connection.execute(query if source is None else query.where(p.source == source)).scalar()
        return unpacked(Source, found) if found is not None else _no_source(id)

    def product(self, key: str) -> Product:
        """Return a product as all sources together describe it in this transaction. Raises UnknownProduct."""
        return assemble(self._connection, key)

    def state(self, statements_: Sequence[Statement]) -> None:
        """Keep which sentences of kept variants state which facts; a sentence kept before is replaced."""
        rows = {row["mark"]: row for row in map(statement_values, statements_)}
        if rows:
            replaced = upsert(self._connection, statements, ("mark",), ("value", "released", "stale"))
            self._connection.execute(replaced, list(rows.values()))

    def _source(self, *conditions: ColumnElement[bool]) -> DeskSource | None:
        row = self._connection.execute(select(*SOURCE).where(*conditions)).one_or_none()
        return source_of(row) if row else None

    def _keep_parsed(self, source: int, parsed: Source) -> None:
        kept = upsert(self._connection, parsed_sources, ("source", "id"), ("packed",))
        self._connection.execute(kept.values(source=source, id=parsed.id, packed=packed(parsed)))

    # --- variants -------------------------------------------------------------------------------------------------
    def variant(self, id: str) -> KeptVariant:  # noqa: A002 - the field's name
        """Return a variant as it is in this transaction. Raises UnknownVariant."""
        return self.find_variant(id) or _no_variant(id)

    def find_variant(self, id: str) -> KeptVariant | None:  # noqa: A002 - the field's name
        """Return a variant, None where there is none yet."""
        row = self._connection.execute(select(*VARIANT).where(_v.id == id)).one_or_none()
        return variant_of(row) if row else None

    def variants_of(self, source: int) -> Sequence[KeptVariant]:
        """Return all variants of a source, by channel and locale."""
        query = select(*VARIANT).where(_v.source == source).order_by(_v.channel, _v.locale)
        return [variant_of(row) for row in self._connection.execute(query)]

    def revision(self, variant: str, number: int | None = None) -> Revision:
        """Return one revision of a variant, the newest without a number. Raises UnknownVariant."""
        query = select(*REVISION).where(revisions.c.variant == variant)
        found = self._revision(query if number is None else query.where(revisions.c.number == number))
        if found is None:
            raise UnknownVariant(f"Variant {variant!r} has no revision {number or 1}. Open it to see those it has.")
        return found

    def machine_revision(self, variant: str) -> Revision | None:
        """Return the newest revision that a machine wrote, None where a person wrote all."""
        return self._revision(select(*REVISION).where(revisions.c.variant == variant, revisions.c.machine))

    def keep_variant(self, variant: KeptVariant, revision: Revision | None = None) -> None:
        """Keep a variant as it now is, with its new revision where the wording changed.

        A release that stands ends here if the wording is another one, or the state no longer "released". Raises
        Conflict where the revision is not the next one.
        """
        known = self.find_variant(variant.id)
        _insist_on_wording(variant, revision, known)
        if known is None:
            self._connection.execute(insert(variants).values(values_of(variant)))
        else:
            if (known.wording, State.RELEASED) != (variant.wording, variant.state):
                self._end_unasked(variant, revision)
            self._connection.execute(update(variants).where(_v.id == variant.id).values(values_of(variant)))
            self._counts[known.state] -= 1
        self._counts[variant.state] += 1
        self._touched.add(variant.source)
        if revision is not None:
            self._connection.execute(insert(revisions).values(revision_values(revision)))
            said = "\n\n".join(part.text for part in revision.checked.variant.parts)
            found = {"kind": "variant", "key": variant.id, "source": variant.source}
            self._words.append(found | {"title": f"{variant.title}\n{variant.channel}", "words": said})

    def _revision(self, query: Select[Any]) -> Revision | None:
        row = self._connection.execute(query.order_by(revisions.c.number.desc()).limit(1)).one_or_none()
        return revision_of(row) if row else None

    def _end_unasked(self, variant: KeptVariant, revision: Revision | None) -> None:
        """End a release that would go on standing for something else than what a person released."""
        why = "its wording changed" if revision else f"the variant is now {variant.state.value}"
        ended = self.end_release(variant.id, by=variant.changed_by, why=why)
        if ended:
            self.note(Entry("release.ended", f"variant:{variant.id}", why, (("wording", ended.wording),)), SYSTEM)

    # --- releases -------------------------------------------------------------------------------------------------
    def standing_release(self, variant: str) -> Release | None:
        """Return the release that stands."""
        row = self._connection.execute(_standing(variant)).one_or_none()
        return release_of(row) if row else None

    def keep_release(self, release: Release) -> Release:
        """Keep a new release (its id is given here). Raises Conflict where another one stands, or the wording moved."""
        standing = self.standing_release(release.variant)
        if standing:
            raise Conflict(f"Variant {release.variant!r} was released by {standing.by!r} already, on {standing.at:%x}.")
        if self.variant(release.variant).wording != release.wording:
            raise Conflict(f"Variant {release.variant!r} has another wording by now. Read it, then release that one.")
        kept = insert(releases).values(release_values(release)).returning(_r.id)
        return replace(release, id=int(self._connection.execute(kept).scalar_one()))

    def end_release(self, variant: str, *, by: str, why: str) -> Release | None:
        """End the release that stands, if one does, and return it as ended."""
        standing = self.standing_release(variant)
        if standing is None:
            return None
        ended = replace(standing, ended_at=self.at, ended_by=by, ended_why=why)
        self._connection.execute(update(releases).where(_r.id == ended.id).values(release_values(ended)))
        return ended

    # --- comments, voices, work -------------------------------------------------------------------------------------
    def keep_comment(self, comment: Comment) -> Comment:
        """Keep a new comment (its id is given here, where it is 0), or that one has been settled."""
        values = comment_values(comment)
        if comment.id:
            self._connection.execute(update(comments).where(comments.c.id == comment.id).values(values))
            return comment
        kept = insert(comments).values(values).returning(comments.c.id)
        return replace(comment, id=int(self._connection.execute(kept).scalar_one()))

    def comment(self, id: int) -> Comment:  # noqa: A002 - the field's name
        """Return a comment. Raises UnknownVariant where there is none."""
        row = self._connection.execute(select(comments).where(comments.c.id == id)).one_or_none()
        if row is None:
            raise UnknownVariant(f"There is no comment {id}.")
        return comment_of(row)

    # --- members and work -----------------------------------------------------------------------------------------
    def works_here(self, name: str) -> bool:
        """Return whether a member has this name and is active; where there are no members yet, anybody works here."""
        found = self._connection.execute(select(members.c.active).where(members.c.name == name)).scalar()
        if found is not None:
            return bool(found)
        return self._connection.execute(select(members.c.name).limit(1)).first() is None

    def work(self, id: str) -> Work:  # noqa: A002 - the field's name
        """Return a piece of work as it is in this transaction. Raises UnknownWork."""
        return read_work(self._connection, id)

    def keep_work(self, work: Work) -> None:
        """Keep a piece of work as it now is, new or known."""
        columns = [field.name for field in fields(Work) if field.name != "id"]
        self._connection.execute(upsert(self._connection, works, ("id",), columns).values(values_of(work)))

    def keep_voice(self, voice: KeptVoice) -> None:
        """Keep a voice's next version. Raises Conflict where its version is not the next one."""
        c = voices.c
        newest = select(c.version).where(c.name == voice.name).order_by(c.version.desc()).limit(1)
        known = self._connection.execute(newest).scalar() or 0
        if voice.version != known + 1:
            raise Conflict(f"Voice {voice.name!r} is at version {known} by now. Take that one and change it anew.")
        row = values_of(voice) | {"values": as_json(voice.values)}
        self._connection.execute(insert(voices).values(row))
        words = " ".join(str(value) for value in voice.values.values() if isinstance(value, str))
        found = {"kind": "voice", "key": voice.name, "source": None, "title": voice.name, "words": words}
        self._words.append(found)


def _next_version(known: DeskSource | None, kind: SourceKind, source: Source) -> int:
    if kind == "product":
        return 0
    return 1 if known is None else known.version + (known.source != source.id)


def _standing(variant: str) -> Select[Any]:
    return select(releases).where(_r.variant == variant, _r.ended_at.is_(None))


def _insist_on_wording(variant: KeptVariant, revision: Revision | None, known: KeptVariant | None) -> None:
    """Raise unless a variant's wording is that of its newest revision, and this one is the next."""
    if revision is None:
        if known is None or (known.wording, known.revision) != (variant.wording, variant.revision):
            raise NotReady(f"Variant {variant.id!r} cannot have another wording without a revision that holds it.")
        return
    if revision.number != (known.revision if known else 0) + 1:
        raise Conflict(f"Variant {variant.id!r} is at revision {known.revision if known else 0} by now.")
    held = wording_of(revision.checked.variant.parts)
    if {variant.wording, revision.wording} != {held} or variant.revision != revision.number:
        raise NotReady(f"Variant {variant.id!r} does not have the wording of its revision {revision.number}.")


def _no_source(id: object) -> Any:  # noqa: A002 - what it is called in the records
    raise UnknownSource(f"There is no source {id!r} under review. List them: klaviatur desk sources")


def _no_variant(id: str) -> Any:  # noqa: A002 - what it is called in the records
    raise UnknownVariant(f"There is no variant {id!r}. List them: klaviatur desk board")
