"""What holds for every variant, whatever the source is."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import ENGLISH, GERMAN, ONE_LONG_SENTENCE, TABLE_ONLY, THREE_WORDS, channels, source, writer, written

from klaviatur.adapters.phrases import load_phrasebook
from klaviatur.compose.pieces import text_of
from klaviatur.ports import Writer
from klaviatur.records import Bilingual, Channel, Finding, Severity, Source, Span, Variant, Voice
from klaviatur.text.counting import fits

CHANNELS = sorted(name for name, channel in channels().items() if channel.family != "shop")  # those play products
TEXTS = {
    "german": GERMAN,
    "english": ENGLISH,
    "three words": THREE_WORDS,
    "table only": TABLE_ONLY,
    "one long sentence": ONE_LONG_SENTENCE,
    "two words": "Wartung kommt",
    "one figure": "12 Prozent",
    "one address": "https://www.halmkorn.example/leinen",
    "only questions": "Warum? Wieso? Weshalb?",
    "no spaces": "Die " + "Donaudampfschiffgesellschaft" * 40,
    "many short": "Es regnet. Es schneit. Es taut. Es friert. Es stürmt. Es hagelt. Es donnert.",
}
WORDS = ["Der", "Verein", "zahlt", "am", "3. Mai 2027", "rund", "1.850", "Euro", "für", "neue", "Bänke", "–", "und",
         "„", "“", "Stadt", "Köln", "nicht", ",", ".", "?", ":", "weil", "sie", "GmbH & Co. KG", "12 %", "🙂", "www.a.de"]  # fmt: skip


def hard_limits_hold(variant: Variant, channel: Channel) -> bool:
    by_name = {part.name: part for part in channel.parts}
    hard = {name: [li for li in part.limits if li.severity is Severity.BLOCK] for name, part in by_name.items()}
    return all(fits(part.text, hard[part.name]) for part in variant.parts)


def counts_hold(variant: Variant, channel: Channel) -> bool:
    count = Counter(part.name for part in variant.parts)
    return all(part.count[0] <= count[part.name] <= part.count[1] for part in channel.parts)


def origins_hold(variant: Variant, of: Source) -> bool:
    pieces = [piece for part in variant.parts for piece in part.pieces]
    inside = all(p.source is None or 0 <= p.source.start < p.source.end <= len(of.text) for p in pieces)
    verbatim = all(of.words(p.source) == p.text for p in pieces if p.source and not p.change)
    return inside and verbatim and all(p.source is not None or p.phrase for p in pieces)


@pytest.fixture(params=sorted(TEXTS))
def text(request: pytest.FixtureRequest) -> str:
    return TEXTS[request.param]


@pytest.mark.parametrize("name", CHANNELS)
def test_every_hard_limit_holds_for_any_source(name: str, text: str) -> None:
    assert hard_limits_hold(written(text, name), channels()[name])


@pytest.mark.parametrize("name", CHANNELS)
def test_every_part_comes_as_often_as_the_profile_asks(name: str, text: str) -> None:
    assert counts_hold(written(text, name), channels()[name])


@pytest.mark.parametrize("name", CHANNELS)
def test_the_pieces_of_a_part_join_to_its_text(name: str, text: str) -> None:
    assert all(text_of(part.pieces) == part.text for part in written(text, name).parts)


@pytest.mark.parametrize("name", CHANNELS)
def test_every_character_is_the_sources_or_a_declared_phrases(name: str, text: str) -> None:
    assert origins_hold(written(text, name), source(text))


@pytest.mark.parametrize("name", CHANNELS)
def test_a_part_of_one_line_has_no_line_break(name: str, text: str) -> None:
    single = {part.name for part in channels()[name].parts if not part.multiline}
    assert not [part.text for part in written(text, name).parts if part.name in single and "\n" in part.text]


@pytest.mark.parametrize("name", CHANNELS)
def test_no_part_begins_or_ends_with_white_space_and_none_is_empty(name: str, text: str) -> None:
    assert all(part.text and part.text == part.text.strip() for part in written(text, name).parts)


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("press", [GERMAN, ENGLISH], ids=["german", "english"])
def test_nothing_is_said_twice_in_one_variant(name: str, press: str) -> None:
    rows = [row.lstrip("•– ").rstrip(".") for part in written(press, name).parts for row in part.text.split("\n")]
    long_rows = Counter(row for row in rows if len(row) > 30)
    assert [row for row, times in long_rows.items() if times > 1] == []


@pytest.mark.parametrize("name", CHANNELS)
def test_practice_limits_hold_for_a_press_text(name: str) -> None:
    by_name = {part.name: part for part in channels()[name].parts}
    assert all(fits(part.text, by_name[part.name].limits) for part in written(GERMAN, name).parts)


@pytest.mark.parametrize("name", CHANNELS)
def test_the_same_source_always_gets_the_same_text(name: str) -> None:
    assert written(GERMAN, name) == written(GERMAN, name)


@pytest.mark.parametrize("name", CHANNELS)
def test_an_english_text_gets_no_german_phrase(name: str) -> None:
    phrases = [p.phrase or "" for part in written(ENGLISH, name).parts for p in part.pieces]
    assert not [phrase for phrase in phrases if phrase.startswith("de.")]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
def test_limits_counts_and_origins_hold_for_word_salad(words: list[str]) -> None:
    salad = source(" ".join(["Halle", "kommt", *words]))
    for channel in channels().values():
        variant = writer().write(salad, channel, Voice())
        assert hard_limits_hold(variant, channel)
        assert counts_hold(variant, channel)
        assert origins_hold(variant, salad)


def test_the_embedded_writer_is_a_writer() -> None:
    port: Writer = writer()
    assert port.name == "embedded"


def test_a_channel_of_ones_own_gets_every_part_it_asks_for() -> None:
    post = channels()["x_post"]
    own = Channel(**{f: getattr(post, f) for f in post.__slots__} | {"name": "own", "form": "my_own_form"})
    variant = writer().write(source(GERMAN), own, Voice())
    assert hard_limits_hold(variant, own)
    assert counts_hold(variant, own)


def test_voices_that_differ_do_not_share_a_brief() -> None:
    plain = written(GERMAN, "newsletter", Voice())
    greeting = written(GERMAN, "newsletter", Voice(greeting="Liebe Brotfreunde,"))
    assert "Liebe Brotfreunde," in greeting.text
    assert "Liebe Brotfreunde," not in plain.text


def test_a_declared_phrase_is_the_phrase_books_own_wording() -> None:
    known = {phrase.id: phrase.text for phrase in load_phrasebook().phrases}
    pieces = [p for name in CHANNELS for part in written(GERMAN, name).parts for p in part.pieces]
    declared = [p for p in pieces if p.phrase and p.phrase.startswith("de.")]
    assert declared
    assert all(p.text.strip() in known[str(p.phrase)] for p in declared if "length" not in str(p.phrase))


def test_a_sentence_that_was_blocked_does_not_come_back() -> None:
    first = written(GERMAN, "bluesky")
    at = first.parts[0].text.index("verpackt")
    block = Finding("number.unknown", Severity.BLOCK, Bilingual("", ""), part=0, span=Span(at, at + 8))
    again = writer().write(source(GERMAN), channels()["bluesky"], Voice(), previous=first, findings=[block])
    assert "verpackt" not in again.text
    assert hard_limits_hold(again, channels()["bluesky"])


def test_a_title_that_was_blocked_does_not_open_the_post_again() -> None:
    first = written(GERMAN, "x_post")
    assert first.text.startswith("Halm & Korn backt ab Mai ohne Plastik. 46 Filialen")
    block = Finding("number.unknown", Severity.BLOCK, Bilingual("", ""), part=0, span=Span(0, 8))
    again = writer().write(source(GERMAN), channels()["x_post"], Voice(), previous=first, findings=[block])
    assert not again.text.startswith("Halm & Korn backt ab Mai")


def test_a_warning_changes_nothing() -> None:
    first = written(GERMAN, "x_post")
    warning = Finding("style.long", Severity.WARN, Bilingual("", ""), part=0, span=Span(0, 8))
    again = writer().write(source(GERMAN), channels()["x_post"], Voice(), previous=first, findings=[warning])
    assert again == first
