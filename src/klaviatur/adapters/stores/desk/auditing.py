"""Writes the audit: each line carries the hash of the one before it, and a seal names the newest one.

New lines follow what the seal names, not what happens to be the last row: whoever cut lines off leaves a gap for ever.
Whoever has an old copy of the seal can still put back an older end; against that helps a head that was noted elsewhere.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, func, insert, select

from klaviatur.adapters.stores.bulk import listed
from klaviatur.adapters.stores.desk.rows import line_of, line_values, storable
from klaviatur.adapters.stores.schema_desk import audit, audit_seals
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.errors import AuditBroken
from klaviatur.records import NO_LINE, Actor, AuditLine, Entry, State, audit_hash

LOCK = 6_205_119  # of PostgreSQL: whoever holds it is the only one who decides anything
_HELP = "Nothing is decided until that is settled: look with klaviatur audit verify, and restore a backup you trust."
_KEYS = (
    "If several processes or machines use this database, each has to have the same KLAVIATUR_AUDIT_KEY: give all of "
    "them what the file audit.key of the first workspace holds."
)


def take_turn(connection: Connection) -> None:
    """Wait until nobody else decides anything; nobody does until this transaction ends."""
    if connection.dialect.name == "postgresql":  # in SQLite whoever writes is alone anyway
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


class OpenAudit:
    """The end of the audit in a transaction that has its turn; what is noted is written by `close`."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection, self._key = connection, key
        self._lines: list[AuditLine] = []
        self._end: tuple[int, str] | None = None

    def note(self, entry: Entry, actor: Actor, at: datetime) -> AuditLine:
        """Return the next line. Raises AuditBroken where its end was tampered with."""
        last, previous = self._end or sealed_end(self._connection, self._key)
        entry = _storable(entry)
        who, via, number = storable(actor.name), actor.via, last + 1
        made = audit_hash(number, at, who, via, entry, previous=previous, key=self._key)
        self._lines.append(AuditLine(number, at, who, via, entry, previous, made))
        self._end = number, made
        return self._lines[-1]

    def close(self) -> None:
        """Write all lines, and the seal of the last one."""
        if not self._lines:
            return
        number, made = self._lines[-1].number, self._lines[-1].hash
        self._connection.execute(insert(audit), [line_values(line) for line in self._lines])
        kept = upsert(self._connection, audit_seals, ("id",), ("number", "hash", "seal"))
        sealed = {"id": 1, "number": number, "hash": made, "seal": seal(number, made, self._key)}
        self._connection.execute(kept.values(**sealed))
        self._lines.clear()


def sealed_end(connection: Connection, key: bytes) -> tuple[int, str]:
    """Return number and hash of the newest line, as the seal names it. Raises AuditBroken where it does not hold."""
    row = connection.execute(select(audit_seals)).one_or_none()
    if row is None:
        if connection.execute(select(audit.c.number).limit(1)).first():
            raise AuditBroken(f"The audit has lines, but the seal of its newest one is gone. {_HELP}")
        return 0, NO_LINE
    if not hmac.compare_digest(row.seal, seal(row.number, row.hash, key)):
        raise AuditBroken(f"The seal of the audit's newest line was changed, or made with another key. {_KEYS} {_HELP}")
    return row.number, row.hash


def release_lines(connection: Connection, key: bytes, variants: Collection[str]) -> Mapping[str, AuditLine]:
    """Return the line of each variant that says who released which wording; none where a later one ended that.

    Only lines count that nobody changed: whoever writes to the database has no key to hash one with. Whether one is
    missing it does not see.
    """
    things = pl.Series([f"variant:{variant}" for variant in sorted(variants)], dtype=pl.String)
    lines = select(audit).where(audit.c.thing.in_(listed(connection, things))).order_by(audit.c.number.desc())
    found, decided = dict[str, AuditLine](), set[str]()
    for line in map(line_of, connection.execute(lines)):
        variant = line.entry.thing.removeprefix("variant:")
        ours, released = is_ours(line, key), line.entry.what == "variant.released"
        if variant not in decided and ours and released:
            found[variant] = line
        if released or not ours or ends_release(line.entry):
            decided.add(variant)
    return found


def released(connection: Connection, key: bytes, variants: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Return who released which wording of variants, by an audit that was followed: no line of it is missing."""
    return {variant: said_released(line) for variant, line in release_lines(connection, key, variants).items()}


def said_released(line: AuditLine) -> tuple[str, str]:
    """Return who released which wording, by the line that says so."""
    return line.who, dict(line.entry.details).get("wording", "")


def ends_release(entry: Entry) -> bool:
    """Return whether a line says that a release of its thing ended: by a person, a changed fact, or another wording."""
    said = dict(entry.details)
    stale = entry.what == "variant.stale" and said.get("was") == State.RELEASED.value
    return stale or entry.what == "release.ended" or "ended_release" in said


def is_ours(line: AuditLine, key: bytes) -> bool:
    """Return whether a line is as it was written: nobody changed it, or made it without the key."""
    made = audit_hash(line.number, line.at, line.who, line.via, line.entry, previous=line.previous, key=key)
    return hmac.compare_digest(made, line.hash)


def seal(number: int, line: str, key: bytes) -> str:
    """Return the seal of the newest line: 64 hex digits that nobody can make without the key."""
    told = f"seal {number} {line}".encode()
    return (hmac.new(key, told, hashlib.sha256) if key else hashlib.sha256(told)).hexdigest()


def _storable(entry: Entry) -> Entry:
    """Return an entry as a database keeps it, so that what is hashed is what is read again."""
    details = tuple((storable(name), storable(value)) for name, value in entry.details)
    return Entry(storable(entry.what), storable(entry.thing), storable(entry.why), details)
