# ruff: noqa: S608 - an attacker writes such statements
"""Whoever can write to the database, triggers and all, but cannot read the key, changes no line of the audit unseen."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.adapters.stores.database import writing
from klaviatur.errors import AuditBroken, WorkspaceError
from klaviatur.records import AuditReport, Entry, audit_hash
from klaviatur.review.chain import verify
from klaviatur.testing.desks import ANNA, BEGIN, bring_text, keep, release

KEY = b"of this workspace"
LINES = 6
COLUMNS = ("at", "who", "via", "what", "thing", "why", "details", "previous", "hash")
FREED = {
    "sqlite": ["DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_unremoved"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER ALL"],
}


@pytest.fixture
def desk(new_database: Callable[[], str]) -> Iterator[StoredDesk]:
    with open_desk_store(new_database(), now=lambda: BEGIN, audit_key=KEY) as desk:
        for number in range(LINES):
            with desk.deciding() as deciding:
                details = (("wording", f"{number}"),)
                deciding.note(Entry("variant.released", f"variant:{number}", "weil", details), ANNA)
        yield desk


def do(desk: StoredDesk, *statements: str, freed: bool = True) -> None:
    with writing(desk._engine) as connection:
        for statement in (*(FREED[connection.dialect.name] if freed else ()), *statements):
            connection.execute(text(statement))


def report(desk: StoredDesk) -> AuditReport:
    """Check the audit against its sealed end."""
    number, head = desk.audit_end()
    return verify(desk.audit(limit=1000), KEY, {number: head})


def test_an_audit_nobody_touched_is_whole(desk: StoredDesk) -> None:
    assert report(desk) == AuditReport(LINES, desk.audit()[-1].hash)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET who = 'otto'", "DELETE FROM audit", "DELETE FROM audit WHERE number = 6"]
)
def test_the_database_itself_refuses_to_change_or_remove_lines(desk: StoredDesk, statement: str) -> None:
    with pytest.raises(WorkspaceError, match="audit can only grow"):
        do(desk, statement, freed=False)
    assert report(desk).whole


def test_a_table_of_lines_cannot_be_emptied_at_once(desk: StoredDesk) -> None:
    if desk._engine.dialect.name == "postgresql":
        with pytest.raises(WorkspaceError, match="audit can only grow"):
            do(desk, "TRUNCATE audit", freed=False)
    assert report(desk).whole


@pytest.mark.parametrize("number", [1, 3, LINES])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_line_is_found(desk: StoredDesk, column: str, number: int) -> None:
    changed = {"at": "2027-02-01T09:00:00.000001+00:00", "details": '[["wording","x"]]'}.get(column, "0" * 64)
    do(desk, f"UPDATE audit SET {column} = '{changed}' WHERE number = {number}")
    found = report(desk)
    if (column, number) == ("previous", 1):  # what the first line follows is 64 zeros anyway
        assert found.whole
    else:
        assert found.broken in (number, number + 1)


@pytest.mark.parametrize("column", ["at", "details"])
def test_a_line_that_cannot_be_read_any_more_is_found_too(desk: StoredDesk, column: str) -> None:
    do(desk, f"UPDATE audit SET {column} = {column} || 'x' WHERE number = 3")
    found = report(desk)
    assert (found.broken, found.lines) == (3, 2)
    assert "line 3 was changed" in found.why


@pytest.mark.parametrize("number", range(1, LINES + 1))
def test_a_removed_line_is_found_the_last_one_too(desk: StoredDesk, number: int) -> None:
    do(desk, f"DELETE FROM audit WHERE number = {number}")
    assert report(desk).broken == number


def test_a_removed_line_whose_followers_move_up_is_found(desk: StoredDesk) -> None:
    do(
        desk,
        "DELETE FROM audit WHERE number = 3",
        *(f"UPDATE audit SET number = {n - 1} WHERE number = {n}" for n in (4, 5, 6)),
    )
    assert report(desk).broken == 3


def test_swapped_lines_are_found(desk: StoredDesk) -> None:
    moves = ((2, 99), (4, 2), (99, 4))
    do(desk, *(f"UPDATE audit SET number = {to} WHERE number = {number}" for number, to in moves))
    assert report(desk).broken == 2


def test_a_line_put_in_is_found(desk: StoredDesk) -> None:
    columns = ", ".join(COLUMNS)
    do(desk, f"INSERT INTO audit (number, {columns}) SELECT {LINES + 1}, {columns} FROM audit WHERE number = 2")
    assert report(desk).broken == LINES + 1


def forge(desk: StoredDesk, key: bytes) -> None:
    """Write the whole chain anew after another first line, as one would who knows how it is made."""
    previous = "0" * 64
    for line in desk.audit():
        entry = replace(line.entry, why="etwas anderes") if line.number == 1 else line.entry
        made = audit_hash(line.number, line.at, line.who, line.via, entry, previous=previous, key=key)
        values = f"why = '{entry.why}', previous = '{previous}', hash = '{made}'"
        do(desk, f"UPDATE audit SET {values} WHERE number = {line.number}", freed=line.number == 1)
        previous = made
    do(desk, f"UPDATE audit_seals SET hash = '{previous}'", freed=False)


def test_a_chain_written_anew_without_the_key_is_found(desk: StoredDesk) -> None:
    forge(desk, b"")
    assert verify(desk.audit(), KEY).broken == 1
    with pytest.raises(AuditBroken, match="seal"):
        desk.audit_end()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_seals SET number = 5", "UPDATE audit_seals SET seal = 'x'", "DELETE FROM audit_seals"],
)
def test_nothing_is_decided_once_the_seal_was_touched(desk: StoredDesk, statement: str) -> None:
    do(desk, statement, freed=False)
    with pytest.raises(AuditBroken, match="audit verify"):
        decide(desk)
    assert len(desk.audit()) == LINES


def decide(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        deciding.note(Entry("voice.kept", "voice:warm"), ANNA)


def test_lines_that_were_cut_off_leave_a_gap_for_ever(desk: StoredDesk) -> None:
    do(desk, f"DELETE FROM audit WHERE number = {LINES}")
    decide(desk)
    assert desk.audit()[-1].number == LINES + 1
    assert report(desk).broken == LINES


def test_the_database_itself_keeps_a_release_at_its_wording(desk: StoredDesk) -> None:
    with desk.deciding() as deciding:
        variant = keep(deciding, bring_text(deciding, "solar", "Solarpark"), "x", "Er ist da.")
        release(deciding, variant)
    with pytest.raises(WorkspaceError, match="end the release first"):
        do(desk, "UPDATE variants SET wording = 'x'", freed=False)
    again = "SELECT id + 1, variant, revision, 'x', \"by\", at, human_share, warnings, vouched, strong, NULL, '', ''"
    with pytest.raises(WorkspaceError, match="end the release first"):
        do(desk, f"INSERT INTO releases {again} FROM releases", freed=False)
    again = again.replace("'x'", "wording")
    with pytest.raises(WorkspaceError, match=r"(?i)unique"):
        do(desk, f"INSERT INTO releases {again} FROM releases", freed=False)
