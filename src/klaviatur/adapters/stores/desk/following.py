"""Follows the audit from one of its lines to the one that its seal names: what holds, and which releases ended there.

What was found once stays true: nobody without the key adds a line, and what is cut out of the audit or changed in it
later undoes nothing that was read before.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from sqlalchemy import Connection, select
from sqlalchemy.engine import URL

from klaviatur.adapters.stores.desk.auditing import ends_release, is_ours, release_lines, said_released, sealed_end
from klaviatur.adapters.stores.desk.rows import line_of
from klaviatur.adapters.stores.schema_desk import audit
from klaviatur.errors import AuditBroken
from klaviatur.records import NO_LINE, AuditLine

AT_ONCE = 5_000
BEGINNING = (0, NO_LINE)
VARIANT = "variant:"
Line = tuple[int, str]  # number, hash


@dataclass(frozen=True, slots=True)
class Followed:
    """What the audit says behind one of its lines: up to which one, and which variants lost a release they had there.

    `moved`: those of which it says anything that ends or gives a release. `given`: who released which wording there,
    where nothing ended it.
    """

    end: Line
    ended: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()
    given: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def proved(connection: Connection, key: bytes, variants: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Return who released which wording of variants, by an audit in which nothing is missing since the first of them.

    What was read before is not read again. Raises AuditBroken where a line since then was cut out or changed, or the
    seal does not hold.
    """
    lines = release_lines(connection, key, variants)
    if not lines:
        return {}
    first = min(lines.values(), key=lambda line: line.number)
    given = _since(connection, key, (first.number - 1, first.previous)).given
    return {variant: given[variant] for variant in lines if variant in given}


def _since(connection: Connection, key: bytes, line: Line) -> Followed:
    """Return what the audit says behind a line, or behind an earlier one from which it was read before."""
    kept = _read(connection.engine.url, key)
    since, known = kept[0] if kept and kept[0][0][0] <= line[0] else (line, None)
    try:
        found = follow(connection, key, since, known)
    except AuditBroken:
        if since == line:
            raise
        since, found = line, follow(connection, key, line)  # what is missing may be missing before it
    if found is None:
        raise _broken(line[0] + 1)
    kept[:] = [(since, found)]
    return found


@lru_cache(maxsize=64)
def _read(place: URL, key: bytes) -> list[tuple[Line, Followed]]:  # noqa: ARG001 - both tell audits apart
    """Return from which line an audit was read, and what it says since: none or one, kept for this process."""
    return []


def follow(connection: Connection, key: bytes, since: Line, known: Followed | None = None) -> Followed | None:
    """Return what the audit says behind a line, None where that is no line of this audit.

    `known` is what was found before from the same line: only what came since is read. Raises AuditBroken where a line
    was cut out or changed, or the seal does not hold.
    """
    begun = known or Followed(since)
    end = sealed_end(connection, key)
    if end == begun.end:
        return begun
    if end[0] <= begun.end[0] or not _stands(connection, key, begun.end):
        return follow(connection, key, since) if known else None
    number, head = begun.end
    telling = list[AuditLine]()
    for line in _lines(connection, number):
        if line.number != number + 1 or line.previous != head or not is_ours(line, key):
            raise _broken(number + 1)
        number, head = line.number, line.hash
        if line.entry.thing.startswith(VARIANT) and (_gives(line) or ends_release(line.entry)):
            telling.append(line)
    if (number, head) != end:
        raise _broken(number + 1)
    return _told(begun, telling, end)


def _told(begun: Followed, lines: Sequence[AuditLine], end: Line) -> Followed:
    """Return what was found, with what lines say of releases; one given behind the first line was not had there."""
    if not lines:
        return replace(begun, end=end)
    ended, given, new = set(begun.ended), dict(begun.given), set(begun.moved - begun.ended)
    for line in lines:
        variant = line.entry.thing.removeprefix(VARIANT)
        if _gives(line):
            given[variant] = said_released(line)
            new |= {variant} - ended
        else:
            given.pop(variant, None)
            ended |= {variant} - new
    return Followed(end, frozenset(ended), frozenset(ended | new), given)


def _gives(line: AuditLine) -> bool:
    return line.entry.what == "variant.released"


def _stands(connection: Connection, key: bytes, at: Line) -> bool:
    """Return whether a line is in the audit. Raises AuditBroken where none stands in its place, or a changed one."""
    if at == BEGINNING:
        return True
    row = connection.execute(select(audit).where(audit.c.number == at[0])).one_or_none()
    line = line_of(row) if row else None
    if line is None or not is_ours(line, key):
        raise _broken(at[0])
    return line.hash == at[1]


def _lines(connection: Connection, after: int) -> Iterator[AuditLine]:
    query = select(audit).order_by(audit.c.number).limit(AT_ONCE)
    while rows := connection.execute(query.where(audit.c.number > after)).all():
        yield from map(line_of, rows)
        after = rows[-1].number


def _broken(number: int) -> AuditBroken:
    return AuditBroken(
        f"Line {number} of the audit was cut out or changed, so nobody knows which wordings are released, and nothing "
        "that states one leaves. See klaviatur audit verify, and restore a backup you trust."
    )
