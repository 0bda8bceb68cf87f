# ruff: noqa: S608 - an attacker writes such statements
"""The desk finds a cut or replaced end of its audit by the seal, without any head that was noted elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.review.samples import ANNA, TEXT

from klaviatur.adapters.stores import StoredDesk
from klaviatur.adapters.stores.database import writing
from klaviatur.errors import AuditBroken
from klaviatur.records import Entry
from klaviatur.wiring.desk import Desk

FREED = {
    "sqlite": ["DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_unremoved"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER ALL"],
}
LINES = 5


@pytest.fixture
def noted(desk: Desk) -> Desk:
    for number in range(LINES):
        note(desk, number)
    return desk


def note(desk: Desk, number: int) -> None:
    with desk.store.deciding() as deciding:
        deciding.note(Entry("voice.kept", f"voice:{number}"), ANNA)


def tamper(desk: Desk, *statements: str) -> None:
    assert isinstance(desk.store, StoredDesk)
    with writing(desk.store._engine) as connection:
        for statement in (*FREED[connection.dialect.name], *statements):
            connection.execute(text(statement))


def test_an_audit_ends_where_the_seal_says(desk: Desk) -> None:
    assert (desk.verify_audit().lines, desk.verify_audit().whole) == (0, True)
    note(desk, 1)
    assert (desk.verify_audit().lines, desk.verify_audit().whole) == (1, True)


@pytest.mark.parametrize("cut", range(1, LINES + 1))
def test_a_cut_end_is_found_however_much_was_cut(noted: Desk, cut: int) -> None:
    tamper(noted, f"DELETE FROM audit WHERE number >= {cut}")
    report = noted.verify_audit()
    assert (report.lines, report.broken) == (cut - 1, cut)
    assert f"the seal names line {LINES}" in report.why


def test_a_seal_put_back_does_not_hide_what_stands_behind_it(noted: Desk) -> None:
    assert isinstance(noted.store, StoredDesk)
    with writing(noted.store._engine) as connection:
        old = connection.execute(text("SELECT number, hash, seal FROM audit_seals")).one()
    note(noted, LINES)
    tamper(noted, f"UPDATE audit_seals SET number = {old.number}, hash = '{old.hash}', seal = '{old.seal}'")
    report = noted.verify_audit()
    assert (report.broken, "stands behind" in report.why) == (LINES + 1, True)


@pytest.mark.parametrize("statement", ["DELETE FROM audit_seals", "UPDATE audit_seals SET seal = 'x'"])
def test_a_seal_that_is_gone_or_changed_is_told(noted: Desk, statement: str) -> None:
    tamper(noted, statement)
    report = noted.verify_audit()
    assert (report.lines, report.broken, "seal" in report.why) == (LINES, 0, True)


def test_a_changed_line_is_told_by_its_number_even_if_the_seal_is_gone_too(noted: Desk) -> None:
    tamper(noted, "UPDATE audit SET who = 'otto' WHERE number = 2", "DELETE FROM audit_seals")
    assert noted.verify_audit().broken == 2


def test_processes_with_other_keys_are_told_which_setting_to_give(new_desk: Callable[..., Desk]) -> None:
    new_desk(audit_key="one").add_typed(TEXT, by=ANNA)
    other = new_desk(audit_key="two")
    with pytest.raises(AuditBroken, match="KLAVIATUR_AUDIT_KEY"):
        other.add_typed(TEXT + "\nUnd noch ein Satz steht hier.", by=ANNA)
    assert "KLAVIATUR_AUDIT_KEY" in other.verify_audit().why


def test_the_key_file_of_one_workspace_can_be_given_to_another(new_desk: Callable[..., Desk], tmp_path: Path) -> None:
    new_desk().add_typed(TEXT, by=ANNA)
    held = (tmp_path / "workspace" / "audit.key").read_text(encoding="ascii").strip()
    other = new_desk(audit_key=held)
    other.add_typed(TEXT + "\nUnd noch ein Satz steht hier.", by=ANNA)
    assert other.verify_audit().whole
