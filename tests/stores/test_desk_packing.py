"""What is packed comes out as it went in: the samples on all channels, and whatever records may hold."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import klaviatur
from klaviatur.adapters.stores.desk.packing import LARGE, packed, unpacked
from klaviatur.records import Checked, Finding, Played, Source, Variant
from klaviatur.records.texts import DateMention, Number

EXAMPLES = Path(__file__).parents[2] / "examples"
ANY = st.text(st.characters(codec=None), max_size=20)


@pytest.fixture(scope="module", params=["pressetext_de.md", "press_text_en.md"])
def played(request: pytest.FixtureRequest) -> Played:
    return klaviatur.play(EXAMPLES / request.param)


def test_every_example_on_every_channel_comes_out_as_it_went_in(played: Played) -> None:
    assert unpacked(Source, packed(played.source)) == played.source
    assert len(played.checked) > 30
    for checked in played.checked:
        assert unpacked(Checked, packed(checked)) == checked


def test_what_is_large_is_deflated(played: Played) -> None:
    plain = len(played.source.text.encode())
    assert plain > LARGE
    assert len(packed(played.source)) < 6 * plain


@settings(max_examples=60, deadline=None)
@given(st.builds(Variant, parts=st.lists(st.from_type(klaviatur.records.VariantPart), max_size=3).map(tuple)))
def test_any_variant_comes_out_as_it_went_in(variant: Variant) -> None:
    assert unpacked(Variant, packed(variant)) == variant


@settings(max_examples=60, deadline=None)
@given(st.lists(st.from_type(Finding), max_size=3), st.lists(st.builds(Number, text=ANY), max_size=3))
def test_any_finding_and_number_comes_out_as_it_went_in(findings: Sequence[Finding], numbers: Sequence[Number]) -> None:
    kept = [number for number in numbers if number.value.is_finite()]
    source = Source("s", "o", "m", "de", "t", findings=tuple(findings), numbers=tuple(kept))
    assert unpacked(Source, packed(source)) == source


@settings(max_examples=60, deadline=None)
@given(st.none() | st.datetimes(timezones=st.just(UTC)), ANY, st.builds(DateMention, text=ANY))
def test_any_moment_and_text_comes_out_as_it_went_in(embargo: datetime | None, text: str, date: DateMention) -> None:
    source = Source("s", "o", "m", "de", text, embargo=embargo, issued=date, dates=(date,), facts=())
    assert unpacked(Source, packed(source)) == source


def test_a_record_that_has_grown_reads_what_was_kept_before() -> None:
    assert unpacked(Source, b'{"id":"s","origin":"o","media_type":"m","language":"de","text":"t","of_tomorrow":1}') == (
        Source("s", "o", "m", "de", "t")
    )
