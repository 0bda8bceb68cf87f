"""Records of the desk as values of table rows and back."""

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from sqlalchemy import Row

from klaviatur.adapters.stores.desk.packing import packed, unpacked
from klaviatur.adapters.stores.documents import Values, as_json, as_text
from klaviatur.adapters.stores.schema_desk import comments, desk_sources, revisions, variants
from klaviatur.records import (
    AuditLine,
    Checked,
    Comment,
    DeskSource,
    Entry,
    KeptVariant,
    KeptVoice,
    Release,
    Revision,
    Span,
    State,
    Via,
    Vouched,
    Work,
)

SOURCE = [desk_sources.c[field.name] for field in fields(DeskSource)]
VARIANT = [variants.c[field.name] for field in fields(KeptVariant)]
REVISION = [revisions.c[field.name] for field in fields(Revision)]
_STATES = {state.value: state for state in State}
UNREADABLE = datetime.min.replace(tzinfo=UTC)  # moment of a line whose own cannot be read
_UNSTORABLE = str.maketrans(dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd"))


def storable(text: str) -> str:
    """Return a text as both databases can keep it: without character 0 and half surrogate pairs."""
    return text.translate(_UNSTORABLE) if "\0" in text or not text.isascii() else text


def values_of(record: object) -> Values:
    """Return the columns of a record whose fields are columns: moments as text, texts as a database can keep them."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_text(value)
    return storable(value) if isinstance(value, str) else value


def moment(text: str | None) -> datetime | None:
    """Return the moment of a text, None for None."""
    return None if text is None else datetime.fromisoformat(text)


def source_of(row: Any) -> DeskSource:
    """Return the source of a row that begins with SOURCE."""
    said: list[Any] = [*row[: len(SOURCE)]]
    said[8], said[10] = datetime.fromisoformat(said[8]), datetime.fromisoformat(said[10])
    return DeskSource(*said)


def variant_of(row: Any) -> KeptVariant:
    """Return the variant of a row of VARIANT."""
    said: list[Any] = [*row]
    said[5], said[14] = _STATES[said[5]], datetime.fromisoformat(said[14])
    return KeptVariant(*said)


def revision_values(revision: Revision) -> Values:
    """Return the columns of a revision."""
    said = {field.name: getattr(revision, field.name) for field in fields(Revision) if field.name != "checked"}
    return {name: _value(value) for name, value in said.items()} | {"checked": packed(revision.checked)}


def revision_of(row: Any) -> Revision:
    """Return the revision of a row of REVISION."""
    variant, number, wording, checked, source, by, machine, at, why = row
    kept = unpacked(Checked, checked)
    return Revision(variant, number, wording, kept, source, by, machine, datetime.fromisoformat(at), why)


def release_values(release: Release) -> Values:
    """Return the columns of a release without its id."""
    values = values_of(release) | {"vouched": as_json([asdict(one) for one in release.vouched])}
    del values["id"]
    return values


def release_of(row: Row[Any]) -> Release:
    """Return the release of a row."""
    said = {field.name: getattr(row, field.name) for field in fields(Release)}
    vouched = tuple(Vouched(**one) for one in orjson.loads(row.vouched))
    times = {"at": datetime.fromisoformat(row.at), "ended_at": moment(row.ended_at)}
    return Release(**said | times | {"vouched": vouched})


def comment_values(comment: Comment) -> Values:
    """Return the columns of a comment without its id."""
    values = values_of(comment)
    span = values.pop("span") or (None, None)
    del values["id"]
    return values | {"start": span[0], "stop": span[1]}


def comment_of(row: Row[Any]) -> Comment:
    """Return the comment of a row."""
    said = {column.name: getattr(row, column.name) for column in comments.columns}
    start, stop = said.pop("start"), said.pop("stop")
    times = {"at": datetime.fromisoformat(row.at), "settled_at": moment(row.settled_at)}
    return Comment(**said | times, span=None if start is None else Span(start, stop))


def line_values(line: AuditLine) -> Values:
    """Return the columns of a line of the audit."""
    entry = {"what": line.entry.what, "thing": line.entry.thing, "why": line.entry.why}
    values = values_of(line) | entry | {"details": as_json(line.entry.details)}
    del values["entry"]
    return values


def line_of(row: Row[Any]) -> AuditLine:
    """Return the line of a row; what was tampered with until it cannot be read is a line whose hash does not hold."""
    who, via, what, thing, why = (str(value) for value in (row.who, row.via, row.what, row.thing, row.why))
    try:
        at = datetime.fromisoformat(row.at)
        details = tuple((str(name), str(value)) for name, value in orjson.loads(row.details))
    except (TypeError, ValueError):
        at, details = UNREADABLE, (("unreadable", f"{row.at} {row.details}"),)
    entry = Entry(what, thing, why, details)
    return AuditLine(row.number, at, who, cast("Via", via), entry, str(row.previous), str(row.hash))


def voice_of(row: Row[Any]) -> KeptVoice:
    """Return the voice of a row."""
    return KeptVoice(row.name, row.version, orjson.loads(tuple(row)[2]), datetime.fromisoformat(row.at), row.by)


def work_of(row: Row[Any]) -> Work:
    """Return the work of a row."""
    said = {field.name: getattr(row, field.name) for field in fields(Work)}
    return Work(**said | {"at": datetime.fromisoformat(row.at), "ended_at": moment(row.ended_at)})
