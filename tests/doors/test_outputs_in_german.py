"""Commands of outputs tell in German, too, what runs have kept: that they failed or were stopped, and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from klaviatur.doors.syndicate import shown
from klaviatur.records import Bilingual, Difference, KnownOutput, Run, RunKind
from klaviatur.syndicate.stopping import Stop, stop_of, why_stopped
from klaviatur.wiring.output_profiles import gone_profile

RUN = Run(1, "ours", RunKind.DELTA, datetime(2026, 11, 23, tzinfo=UTC), "anna", 3, 2, 1)
OUTPUT = KnownOutput("ours", Bilingual("Unsere", "Ours"), "web", "", "", None, (), (), on=True)
KEPT = "2 differences to other outputs: price of 'A-1'"  # as runs of earlier versions say it, too


@pytest.mark.parametrize("key", ["A-1", "it's", 'a "b"', "zwei\nZeilen", "ö'\""])
def test_what_a_run_keeps_of_being_stopped_is_read_again(key: str) -> None:
    stop = Stop(2, "price", key)
    assert stop_of(replace(RUN, state="stopped_by_parity", message=why_stopped(stop))) == stop
    assert why_stopped(Stop(2, "price", "A-1")) == KEPT


def test_a_stopped_run_is_told_in_the_language_of_the_command() -> None:
    run = replace(RUN, state="stopped_by_parity", message=KEPT)
    (german,), (english,) = (shown.outputs([replace(OUTPUT, last=run)], one) for one in ("de", "en"))
    assert "ANGEHALTEN" in german
    assert "die erste: Preis bei 'A-1'" in german
    assert "difference" not in german
    assert "the first: price of 'A-1'" in english


def test_a_run_that_made_nothing_has_no_figures() -> None:
    stopped = replace(RUN, state="stopped_by_parity", message=KEPT, items=0, delivered=0, held=0)
    for (line,) in (shown.runs([stopped], "de"), shown.outputs([replace(OUTPUT, last=stopped)], "de")):
        assert "ANGEHALTEN" in line
        assert "Produkte" not in line


def test_a_failed_run_and_a_wrong_profile_are_told_in_the_language_of_the_command() -> None:
    why = str(gone_profile("ours"))
    failed = replace(OUTPUT, last=replace(RUN, state="failed", message=why))
    for one in (failed, replace(OUTPUT, problem=why)):
        (line,) = shown.outputs([one], "de")
        assert "GESCHEITERT: Die Ausgabe „ours“" in line
        assert why in shown.outputs([one], "en")[0]


def test_a_message_that_nobody_knows_stays_as_it_was_kept() -> None:
    run = replace(RUN, state="stopped_by_parity", message="Something of an earlier version.")
    assert "Something of an earlier version." in shown.outputs([replace(OUTPUT, last=run)], "de")[0]


def test_differences_name_what_differs_in_the_language_of_the_command() -> None:
    found = [Difference("A-1", "price", (("catalogue", "4.90 EUR"), ("shopify", "5.00 EUR")))]
    assert shown.differences(found, "de") == ["A-1  Preis: Katalog '4.90 EUR', shopify '5.00 EUR'"]
    assert shown.differences([replace(found[0], what="voltage")], "de")[0].startswith("A-1  voltage: ")
