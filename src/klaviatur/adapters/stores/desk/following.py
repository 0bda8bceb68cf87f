"""Follows the audit from one of its lines to the one that its seal names: what holds, and which releases ended there.

What was found once stays true: nobody without the key adds a line, and what is cut out of the audit or changed in it
later undoes nothing that was read before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from klaviatur.adapters.stores.desk.auditing import ends_release, is_ours, sealed_end
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

    `moved`: those of which it says anything that ends or gives a release.
    """

    end: Line
    ended: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()


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
    ended, moved, new = set(begun.ended), set(begun.moved), set(begun.moved - begun.ended)
    for line in _lines(connection, number):
        if line.number != number + 1 or line.previous != head or not is_ours(line, key):
            raise _broken(number + 1)
        number, head = line.number, line.hash
        _note(line, ended, moved, new)
    if (number, head) != end:
        raise _broken(number + 1)
    return Followed(end, frozenset(ended), frozenset(moved))


def _note(line: AuditLine, ended: set[str], moved: set[str], new: set[str]) -> None:
    """Note what a line says of a release; one that was given behind the first line was not had there."""
    thing, given = line.entry.thing, line.entry.what == "variant.released"
    if not thing.startswith(VARIANT) or not (given or ends_release(line.entry)):
        return
    variant = thing.removeprefix(VARIANT)
    if not given and variant not in new:
        ended.add(variant)
    if given and variant not in ended:
        new.add(variant)
    moved.add(variant)


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
