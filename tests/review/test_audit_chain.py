"""The audit: no line can change, go or come unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.review.samples import ANNA, BEN

from klaviatur.errors import AuditBroken
from klaviatur.records import NO_LINE, AuditLine, Entry, audit_hash
from klaviatur.review.chain import Checking, insist, verify
from klaviatur.wiring.desk import Desk

KEY = b"nobody reads this"
BEGIN = datetime(2027, 3, 3, 8, tzinfo=UTC)
entries = st.lists(st.builds(Entry, what=st.just("variant.edited"), thing=st.text(max_size=5), why=st.text(max_size=5)), min_size=1, max_size=8)  # fmt: skip


def chained(said: list[Entry], key: bytes = KEY) -> list[AuditLine]:
    lines: list[AuditLine] = []
    for number, entry in enumerate(said, 1):
        at, previous = BEGIN + timedelta(minutes=number), lines[-1].hash if lines else NO_LINE
        told = audit_hash(number, at, "anna", "page", entry, previous=previous, key=key)
        lines.append(AuditLine(number, at, "anna", "page", entry, previous, told))
    return lines


@given(entries)
def test_an_untouched_audit_is_whole(said: list[Entry]) -> None:
    report = verify(chained(said), KEY)
    assert (report.whole, report.lines) == (True, len(said))


@given(entries, st.data())
def test_any_changed_line_is_found(said: list[Entry], data: st.DataObject) -> None:
    lines = chained(said)
    at = data.draw(st.integers(0, len(lines) - 1))
    forged = [
        replace(lines[at], who="ben"),
        replace(lines[at], at=lines[at].at + timedelta(microseconds=1)),
        replace(lines[at], entry=replace(lines[at].entry, why=lines[at].entry.why + "!")),
        replace(lines[at], entry=replace(lines[at].entry, details=(("wording", "0"),))),
    ]
    lines[at] = data.draw(st.sampled_from(forged))
    assert verify(lines, KEY).broken == at + 1


@given(entries.filter(lambda said: len(said) > 1), st.data())
def test_a_missing_line_is_found(said: list[Entry], data: st.DataObject) -> None:
    lines = chained(said)
    at = data.draw(st.integers(0, len(lines) - 2))
    del lines[at]
    report = verify(lines, KEY)
    assert report.broken == at + 1
    assert f"line {at + 1} is missing" in report.why


def test_lines_in_another_order_are_found() -> None:
    one, two, three = chained([Entry("a", "x"), Entry("b", "x"), Entry("c", "x")])
    swapped = [one, replace(three, number=2), replace(two, number=3)]
    assert verify(swapped, KEY).broken == 2


def test_a_cut_end_is_found_with_an_exported_head() -> None:
    lines = chained([Entry("a", "x"), Entry("b", "x"), Entry("c", "x")])
    head = {3: lines[-1].hash}
    assert verify(lines, KEY, head).whole
    report = verify(lines[:2], KEY, head)
    assert (report.broken, "cut" in report.why) == (3, True)


def test_an_audit_written_anew_is_found_with_an_exported_head() -> None:
    lines = chained([Entry("a", "x"), Entry("b", "x")])
    anew = chained([Entry("a", "y"), Entry("b", "x")])
    report = verify(anew, KEY, {2: lines[-1].hash})
    assert (report.broken, "written anew" in report.why) == (2, True)


def test_who_does_not_know_the_key_forges_no_line() -> None:
    assert verify(chained([Entry("a", "x")], key=b""), KEY).broken == 1
    assert verify(chained([Entry("a", "x")], key=b"another"), KEY).broken == 1


def test_a_broken_audit_is_an_error_with_the_line_and_the_next_step() -> None:
    lines = chained([Entry("a", "x"), Entry("b", "x")])
    with pytest.raises(AuditBroken, match=r"line 1 is missing.*backup"):
        insist(verify(lines[1:], KEY))
    insist(verify(lines, KEY))


def test_a_release_without_its_line_is_found(desk: Desk, played: dict[str, object]) -> None:
    variant = played["linkedin"].id  # type: ignore[attr-defined]
    desk.release(variant, wording=desk.opened(variant).variant.wording, by=BEN)
    assert desk.verify_audit().whole
    checking = Checking()
    checking.hold_against(desk.store.released())
    report = checking.report()
    assert (report.broken, "no line says so" in report.why) == (0, True)


def test_a_release_with_another_wording_than_its_line_is_found(desk: Desk, played: dict[str, object]) -> None:
    variant = played["linkedin"].id  # type: ignore[attr-defined]
    desk.release(variant, wording=desk.opened(variant).variant.wording, by=BEN)
    ((kept, release),) = desk.store.released()
    for forged in [
        (kept, replace(release, by="anna")),
        (replace(kept, wording="0" * 64), replace(release, wording="0" * 64)),
    ]:
        checking = Checking(desk._key)
        checking.read(desk.audit(limit=10_000))
        checking.hold_against([forged])
        assert not checking.report().whole


def test_each_action_has_its_line_with_who_what_and_when(desk: Desk, played: dict[str, object]) -> None:
    variant = played["linkedin"].id  # type: ignore[attr-defined]
    desk.submit(variant, to="ben", by=ANNA)
    desk.request_changes(variant, "Bitte die Zahl prüfen.", by=BEN)
    told = [(line.who, line.entry.what, line.entry.why) for line in desk.audit(thing=f"variant:{variant}")]
    assert told == [
        ("anna", "variant.played", "played"),
        ("anna", "variant.submitted", ""),
        ("ben", "variant.changes_requested", "Bitte die Zahl prüfen."),
    ]
    assert desk.verify_audit().whole
