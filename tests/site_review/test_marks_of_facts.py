"""Figures, dates, names and quotations in a variant carry the verdict of their own place."""

from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur import play
from klaviatur.doors.site.pages.review.comparing import old_first
from klaviatur.doors.site.pages.review.facts import mark_facts
from klaviatur.doors.site.pages.review.merging import lay_together
from klaviatur.doors.site.pages.review.places import places_in, read_place
from klaviatur.doors.web.marks import MarkedFact, map_source, part_markup
from klaviatur.records import Checked, Source, Span, VariantPart, Verdict
from klaviatur.review.human import Run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def played() -> tuple[Source, tuple[Checked, ...]]:
    run = play(ROOT / "examples" / "pressetext_de.md", channels=["linkedin", "press_release", "google_search_ad"])
    return run.source, run.checked


def test_marks_lie_in_order_and_never_overlap(played: tuple[Source, tuple[Checked, ...]]) -> None:
    source, variants = played
    for checked in variants:
        for index, facts in mark_facts(checked, source).items():
            text = checked.variant.parts[index].text
            ends = [0, *(fact.span.end for fact in facts)]
            assert all(before <= fact.span.start < fact.span.end for before, fact in zip(ends, facts, strict=False))
            assert all(text[fact.span.start : fact.span.end].strip() for fact in facts)


def test_what_the_source_carries_is_marked_as_supported(played: tuple[Source, tuple[Checked, ...]]) -> None:
    source, variants = played
    linkedin = variants[0]
    words = linkedin.variant.parts[0].text
    told = {words[f.span.start : f.span.end].replace("\xa0", " "): f.verdict for f in mark_facts(linkedin, source)[0]}
    for fact in ("Oktober 2027", "4,2 Millionen Euro", "Jana Wiegand", "“"):
        assert told[fact] is Verdict.SUPPORTED


def test_the_text_of_marked_words_is_the_part_itself(played: tuple[Source, tuple[Checked, ...]]) -> None:
    source, variants = played
    for checked in variants:
        facts = mark_facts(checked, source)
        for index, part in enumerate(checked.variant.parts):
            clauses = [e for e in checked.evidence if e.part == index]
            for fold in (None, 0, len(part.text) // 2):
                markup = part_markup(part, clauses, fold, map_source(source), facts[index])
                assert markup.striptags() == " ".join(part.text.split())


@given(st.text("ab<& \n", max_size=30), st.integers(0, 30), st.data())
def test_marks_never_lose_or_add_a_character(text: str, fold: int, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    facts = [MarkedFact(Span(start, end), Verdict.ALTERED) for start, end in pairs]
    bare = Source("0" * 64, "x", "text/plain", "de", "")
    markup = str(part_markup(VariantPart("text", text), [], fold, map_source(bare), facts))
    for tag in ('<u class="f f-a">', "</u>", "<b></b>", "<span class=x>", "</span>"):
        markup = markup.replace(tag, "")
    assert unescape(markup) == text


def test_every_place_of_a_comment_is_read_as_it_was_written(played: tuple[Source, tuple[Checked, ...]]) -> None:
    for checked in played[1]:
        for place in places_in(checked):
            part, span = read_place(place.value)
            assert part is not None
            assert span is not None
            assert place.words[:20] == " ".join(checked.variant.parts[part].text[span.start : span.end].split())[:20]


@pytest.mark.parametrize("value", ["", "0", "0:", "a:1-2", "0:1", "-1:0-3", "9" * 40 + ":1-2"])
def test_what_is_no_place_means_the_whole_variant(value: str) -> None:
    assert read_place(value) == (None, None)


@given(st.lists(st.builds(Run, st.sampled_from(["equal", "insert", "delete"]), st.text(max_size=3)), max_size=8))
def test_a_difference_keeps_both_texts_whichever_way_it_is_read(runs: list[Run]) -> None:
    turned = old_first(runs)
    for gone in ("insert", "delete"):
        assert [r for r in turned if r.kind != gone] == [r for r in runs if r.kind != gone]


SENTENCE = st.lists(st.sampled_from(["ab", "cd ", "ef", ", ", "gh", "\n"]), max_size=8).map("".join)


@given(SENTENCE, SENTENCE)
def test_one_persons_changes_alone_are_taken_as_they_are(before: str, now: str) -> None:
    assert lay_together(before, now, before) == now
    assert lay_together(before, before, now) == now


@given(SENTENCE, SENTENCE, SENTENCE)
def test_it_does_not_matter_whose_changes_come_first(before: str, theirs: str, mine: str) -> None:
    assert lay_together(before, theirs, mine) == lay_together(before, mine, theirs)


def test_changes_that_touch_are_left_to_a_person() -> None:
    assert lay_together("Der Tonda ist neu.", "Der Tonda ist alt.", "Der Tonda ist gut.") is None
