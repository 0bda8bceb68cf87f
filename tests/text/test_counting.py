"""One function per measure, each as the platform counts."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from klaviatur.records import Channel, Limit, Measure, Severity, Variant, VariantPart
from klaviatur.text.counting import count_variant, count_words, explain, fits, measure

TEXT = st.text(st.sampled_from("aZ9 äé.,:/@#€–„😀👩\u200d🚀\u0301\n\ufe0f🇩🇪日") | st.characters(codec="utf-8"))
ADDITIVE = [Measure.CHARACTERS, Measure.BYTES, Measure.UTF16, Measure.AD]


@pytest.mark.parametrize(
    ("how", "count"),
    [
        (Measure.CHARACTERS, 19),
        (Measure.GRAPHEMES, 12),
        (Measure.BYTES, 45),
        (Measure.UTF16, 25),
        (Measure.X_WEIGHTED, 14),
        (Measure.MASTODON, 12),
        (Measure.THREADS, 43),
        (Measure.WORDS, 2),
        (Measure.LINES, 1),
    ],
)
def test_one_text_has_as_many_counts_as_there_are_platforms(how: Measure, count: int) -> None:
    assert measure("Größe 12 👨‍👩‍👧‍👦🇩🇪!", how) == count


@pytest.mark.parametrize(
    ("text", "graphemes"),
    [("", 0), ("Größe", 5), ("Gro\u0308ße", 5), ("👩🏽‍🔬", 1), ("🇩🇪🇫🇷", 2), ("a\r\nb", 3), ("नमस्ते", 3), ("각", 1)],
)
def test_graphemes_are_what_a_reader_sees(text: str, graphemes: int) -> None:
    assert measure(text, Measure.GRAPHEMES) == graphemes


@pytest.mark.parametrize(("text", "size"), [("Netz", 4), ("Größe", 7), ("€", 3), ("😀", 4)])
def test_bytes_are_those_of_utf8(text: str, size: int) -> None:
    assert measure(text, Measure.BYTES) == size


def test_a_picture_costs_two_utf16_units() -> None:
    assert measure("Los 😀", Measure.UTF16) == 6


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mehr: https://stadtwerke.example.de/presse/2027/maerz", 29),
        ("Mehr: http://a.de", 29),
        ("Mehr: stadtwerke.example.de", 27),  # without protocol an address counts as it is written
        ("Danke @netz@social.example.de!", 12),
        ("Danke @netz!", 12),
        ("@a.b-c@social.example.de,", 7),
        ("https://social.example.de/@netz@andere.example.de", 23),
        ("x=@netz@social.example.de", 25),
        ("info@stadtwerke.example.de", 26),
        ("👩🏽‍🔬 forscht", 9),
    ],
)
def test_mastodon_shortens_addresses_and_the_host_of_a_handle(text: str, count: int) -> None:
    assert measure(text, Measure.MASTODON) == count


@pytest.mark.parametrize(("text", "count"), [("Größe", 5), ("Los 😀", 8), ("👩🏽‍🔬", 15), ("12 €", 4)])
def test_threads_counts_the_bytes_of_a_picture_and_the_characters_of_words(text: str, count: int) -> None:
    assert measure(text, Measure.THREADS) == count


@pytest.mark.parametrize(("text", "count"), [("Ökostrom", 8), ("日本語", 6), ("Ａ", 2), ("ｶﾅ", 2), ("한국 10 €", 9)])
def test_an_ad_counts_double_width_characters_twice(text: str, count: int) -> None:
    assert measure(text, Measure.AD) == count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Das Netz wächst.", 3),
        ("– … !", 0),
        ("„Wir bauen“, sagt sie – und zwar jetzt.", 7),
        ("E-Mail-Adresse und 1.850 Haushalte", 4),
        ("(z. B. 4,2 %)", 3),
        ("it's we’ll", 2),
    ],
)
def test_words_are_what_a_reader_would_count(text: str, words: int) -> None:
    assert count_words(text) == words


def test_hashtags_are_counted_and_fragments_of_addresses_are_not() -> None:
    assert measure("#Fernwärme und #Köln2030, aber nicht #1 oder https://a.example.de/#ziel", Measure.HASHTAGS) == 2


def test_lines_count_only_where_something_stands() -> None:
    assert measure("eins\n\n  \nzwei\n", Measure.LINES) == 2


def test_the_longest_line_decides() -> None:
    assert measure("kurz\nviel länger\nkurz", Measure.LONGEST_LINE) == len("viel länger")


def test_a_text_fits_only_if_every_limit_holds() -> None:
    limits = [Limit(Measure.GRAPHEMES, 5), Limit(Measure.BYTES, 6, minimum=2)]
    assert fits("Netz", limits)
    assert not fits("Größe", limits)  # five graphemes, but seven bytes
    assert not fits("x", limits)  # below the minimum
    assert fits("anything", [])


def test_every_limit_of_every_part_is_counted(bluesky: Channel) -> None:
    counts = count_variant(_variant("Größe zählt."), bluesky)
    assert [(count.part, count.measure, count.value) for count in counts] == [
        (0, Measure.GRAPHEMES, 12),
        (0, Measure.BYTES, 15),
        (None, Measure.GRAPHEMES, 12),
    ]


def test_repeated_parts_are_counted_one_by_one_and_together(bluesky: Channel) -> None:
    counts = count_variant(_variant("eins", "zwei"), bluesky)
    assert [count.part for count in counts] == [0, 0, 1, 1, None]
    assert counts[-1].value == 8


def test_a_part_the_channel_does_not_know_has_no_limits(bluesky: Channel) -> None:
    stranger = Variant(channel="bluesky", source="0" * 64, language="de", parts=(VariantPart("subject", "x" * 999),))
    assert [count.part for count in count_variant(stranger, bluesky)] == [None]


def test_a_count_over_its_limit_says_so(bluesky: Channel) -> None:
    counts = count_variant(_variant("x" * 301), bluesky)
    assert [count.fits for count in counts] == [False, True, False]


@pytest.fixture
def bluesky() -> Channel:
    from datetime import date

    from klaviatur.records import Bilingual, PartProfile

    limits = (Limit(Measure.GRAPHEMES, 300), Limit(Measure.BYTES, 3000))
    return Channel(
        name="bluesky",
        label=Bilingual("Bluesky", "Bluesky"),
        form="post_short",
        family="social",
        parts=(PartProfile("text", Bilingual("Beitrag", "Post"), limits, count=(1, 3)),),
        read=date(2026, 11, 21),
        sources=("docs.bsky.app",),
        whole=(Limit(Measure.GRAPHEMES, 300, severity=Severity.WARN),),
    )


def _variant(*texts: str) -> Variant:
    parts = tuple(VariantPart("text", text) for text in texts)
    return Variant(channel="bluesky", source="0" * 64, language="de", parts=parts)


def test_an_explanation_appears_only_where_the_figure_needs_one() -> None:
    assert explain("Netz", Measure.X_WEIGHTED) == ""
    assert explain("Netz 😀", Measure.X_WEIGHTED) == "6 graphemes"
    assert explain("Netz", Measure.GRAPHEMES) == ""


@pytest.mark.parametrize("how", list(Measure))
def test_an_empty_text_counts_nothing(how: Measure) -> None:
    assert measure("", how) == 0


@pytest.mark.parametrize("how", list(Measure))
@given(text=TEXT)
def test_no_text_makes_counting_fail(how: Measure, text: str) -> None:
    assert measure(text, how) >= 0
    assert isinstance(explain(text, how), str)


@pytest.mark.parametrize("how", list(Measure))
def test_a_lone_surrogate_is_counted_too(how: Measure) -> None:
    assert measure("#Netz \ud83d", how) >= 1


@pytest.mark.parametrize("how", [how for how in Measure if how is not Measure.SMS])
@given(text=TEXT)
@example(text="ば")
@example(text="\u21ae")  # an emoji and a stroke
def test_the_form_of_an_accent_never_changes_a_count(how: Measure, text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    composed = unicodedata.normalize("NFC", decomposed)
    assert measure(composed, how) == measure(decomposed, how)


@pytest.mark.parametrize("how", ADDITIVE)
@given(first=TEXT, second=TEXT)
def test_the_counts_of_two_lines_add_up(how: Measure, first: str, second: str) -> None:
    assert measure(f"{first}\n{second}", how) == measure(first, how) + 1 + measure(second, how)


@given(TEXT)
def test_graphemes_never_exceed_characters_nor_characters_bytes(text: str) -> None:
    graphemes, characters = measure(text, Measure.GRAPHEMES), measure(text, Measure.CHARACTERS)
    assert graphemes <= characters <= measure(text, Measure.UTF16) <= measure(text, Measure.BYTES)
