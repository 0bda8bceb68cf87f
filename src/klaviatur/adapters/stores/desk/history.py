"""What was before: earlier versions of texts and voices, and the lines of the audit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from klaviatur.adapters.stores.desk.rows import line_of, voice_of
from klaviatur.adapters.stores.schema_desk import audit, desk_sources, text_versions, voices
from klaviatur.errors import UnknownSource, UnknownVoice
from klaviatur.records import AuditLine, KeptVoice, TextVersion

_a, _s, _t, _v = audit.c, desk_sources.c, text_versions.c, voices.c


def read_versions(connection: Connection, key: str) -> Sequence[TextVersion]:
    """Return the versions of a text, the newest first. Raises UnknownSource."""
    query = select(_t.version, _t.parsed, _t.origin, _t.at, _t.by).join(desk_sources, _s.id == _t.source)
    rows = connection.execute(query.where(_s.kind == "text", _s.key == key).order_by(_t.version.desc())).all()
    if not rows:
        raise UnknownSource(f"There is no text {key!r} under review. List them: klaviatur desk sources")
    return [TextVersion(row[0], row[1], row[2], datetime.fromisoformat(row[3]), row[4]) for row in rows]


def read_voice_versions(connection: Connection, name: str) -> Sequence[KeptVoice]:
    """Return the versions of a voice, the newest first. Raises UnknownVoice."""
    rows = connection.execute(select(voices).where(_v.name == name).order_by(_v.version.desc())).all()
    if not rows:
        raise UnknownVoice(f"There is no voice {name!r} in this workspace. Look at the list of voices.")
    return [voice_of(row) for row in rows]


def read_audit(
    connection: Connection, *, after: int, before: int | None, limit: int, thing: str
) -> Sequence[AuditLine]:
    """Return lines in their order; with `before`, those before it, the newest first."""
    query = select(audit).where(_a.number > after).limit(limit)
    back = before is not None
    query = query.where(_a.number < before).order_by(_a.number.desc()) if back else query.order_by(_a.number)
    return [line_of(row) for row in connection.execute(query.where(_a.thing == thing) if thing else query)]
