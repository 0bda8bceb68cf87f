"""X counts by twitter-text; its own conformance suite is the judge."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.records import Measure
from klaviatur.text import x_urls
from klaviatur.text.counting import measure
from klaviatur.text.emoji import find_emoji
from klaviatur.text.tags import find_hashtags, find_mentions
from klaviatur.text.x_urls import find_protocol_urls, find_urls
from klaviatur.text.x_weight import V1, V2, V3, XRules, is_postable, weigh

Cases = dict[str, list[dict[str, Any]]]
LIVELY = st.text(st.sampled_from("aZ9 äé.,:/@#€–„😀👩\u200d🚀\u0301\n\ufe0f🇩🇪") | st.characters())


@pytest.fixture(scope="module")
def suite(test_data: Path) -> dict[str, Cases]:
    folder = test_data / "pxm" / "social" / "twitter-text"
    if not folder.is_dir():
        pytest.skip(f"The twitter-text conformance suite is not at {str(folder)!r}.")
    names = ("validate", "extract", "tlds")
    return {name: yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))["tests"] for name in names}


@pytest.mark.parametrize(
    ("section", "rules"),
    [
        ("WeightedTweetsCounterTest", V2),
        ("WeightedTweetsWithDiscountedEmojiCounterTest", V3),
        ("UnicodeDirectionalMarkerCounterTest", V3),
    ],
)
def test_the_weighted_length_is_the_one_x_publishes(suite: dict[str, Cases], section: str, rules: XRules) -> None:
    for case in suite["validate"][section]:
        expected = (case["expected"]["weightedLength"], case["expected"]["valid"])
        assert (weigh(case["text"], rules), is_postable(case["text"], rules)) == expected, case["description"]


def test_the_first_rules_of_140_characters_are_still_counted(suite: dict[str, Cases]) -> None:
    for case in suite["validate"]["tweets"]:
        assert is_postable(case["text"], V1) is case["expected"], case["description"]


@pytest.mark.parametrize("section", ["urls", "tco_urls_with_params"])
def test_urls_are_found_where_x_finds_them(suite: dict[str, Cases], section: str) -> None:
    for case in suite["extract"][section]:
        found = [case["text"][start:end] for start, end in find_urls(case["text"])]
        assert found == case["expected"], case["description"]


@pytest.mark.parametrize("section", ["urls_with_indices", "urls_with_directional_markers"])
def test_urls_are_found_at_their_exact_place(suite: dict[str, Cases], section: str) -> None:
    for case in suite["extract"][section]:
        found = [{"url": case["text"][span.start : span.end], "indices": [*span]} for span in find_urls(case["text"])]
        assert found == case["expected"], case["description"]


@pytest.mark.parametrize("section", ["country", "generic"])
def test_every_top_level_domain_makes_a_url(suite: dict[str, Cases], section: str) -> None:
    for case in suite["tlds"][section]:
        found = [case["text"][start:end] for start, end in find_urls(case["text"])]
        assert found == case["expected"], case["description"]


def test_addresses_without_protocol_are_urls(suite: dict[str, Cases]) -> None:
    for case in suite["validate"]["urls_without_protocol"]:
        found = [case["text"][start:end] for start, end in find_urls(case["text"])]
        assert (found == [case["text"]]) is case["expected"], case["description"]


@pytest.mark.parametrize("section", ["hashtags", "hashtags_from_astral"])
def test_hashtags_are_found_where_x_finds_them(suite: dict[str, Cases], section: str) -> None:
    for case in suite["extract"][section]:
        found = [case["text"][start + 1 : end] for start, end in find_hashtags(case["text"])]
        assert found == case["expected"], case["description"]


def test_hashtags_are_found_at_their_exact_place(suite: dict[str, Cases]) -> None:
    for case in suite["extract"]["hashtags_with_indices"]:
        text = case["text"]
        found = [{"hashtag": text[span.start + 1 : span.end], "indices": [*span]} for span in find_hashtags(text)]
        assert found == case["expected"], case["description"]


def test_a_hashtag_is_valid_only_as_a_whole(suite: dict[str, Cases]) -> None:
    for case in suite["validate"]["hashtags"]:
        found = [case["text"][start:end] for start, end in find_hashtags(case["text"])]
        assert (found == [case["text"]]) is case["expected"], case["description"]


def test_mentions_and_lists_are_found_at_their_exact_place(suite: dict[str, Cases]) -> None:
    for case in suite["extract"]["mentions_or_lists_with_indices"]:
        found = [_as_mention(case["text"], *span) for span in find_mentions(case["text"])]
        assert found == case["expected"], case["description"]


def _as_mention(text: str, start: int, end: int) -> dict[str, Any]:
    name, slash, rest = text[start + 1 : end].partition("/")
    return {"screen_name": name, "list_slug": slash + rest, "indices": [start, end]}


def test_mentions_are_found_where_x_finds_them(suite: dict[str, Cases]) -> None:
    for case in suite["extract"]["mentions"]:
        found = [case["text"][start + 1 : end] for start, end in find_mentions(case["text"])]
        assert [name for name in found if "/" not in name] == case["expected"], case["description"]


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Der Netzausbau beginnt am 3. März 2027.", 39),
        ("„Wir bauen“ – sagt sie", 22),  # German quotation marks and the dash weigh 1
        ("12 €", 5),  # the euro sign weighs 2
        ("10\u202f000", 7),  # so does the narrow no-break space
        ("Ein … Punkt", 12),  # and the ellipsis
        ("🇩🇪", 2),
        ("👩🏽‍🔬", 2),
        ("👨‍👩‍👧‍👦", 2),
        ("1️⃣", 2),
        ("👩‍👩", 5),  # no picture of its own: drawn and counted piece by piece
        ("🇦🇦", 4),  # no such flag
        ("☺︎", 4),  # asked for as text, so the selector counts too
        ("©", 1),
        ("©️", 2),
        ("日本", 4),
    ],
)
def test_a_text_weighs_what_x_shows(text: str, weight: int) -> None:
    assert measure(text, Measure.X_WEIGHTED) == weight


@pytest.mark.parametrize(
    "address",
    ["https://stadtwerke.example.de/presse/2027/maerz?id=4711#ende", "klaviatur.jetzt", "www.köln.de", "a.co/b"],
)
def test_an_address_weighs_23_whatever_its_length(address: str) -> None:
    assert measure(f"Mehr: {address} ", Measure.X_WEIGHTED) == len("Mehr:  ") + 23


@given(st.from_regex(r"https?://([a-z0-9_-]{1,4}\.){0,3}[A-Za-z]{1,5}(/[a-z0-9/_=.-]{0,6})?", fullmatch=True))
def test_an_address_is_the_same_with_and_without_something_behind_it(address: str) -> None:
    """A lone address takes a short cut; a bracket behind it, which belongs to no address, makes it take the long way."""
    alone = [address[start:end] for start, end in find_urls(address)]
    followed = [f"{address})"[start:end] for start, end in find_urls(f"{address})")]
    assert alone == followed


@pytest.mark.parametrize(
    "text", ["Am 3.März", "Nr.5", "info@stadtwerke.example.de", "z.B.", "1.850.000", "GmbH&Co.KG2"]
)
def test_a_dot_alone_makes_no_address(text: str) -> None:
    assert find_urls(text) == []


def test_a_missing_space_after_a_full_stop_can_make_an_address() -> None:
    """X links "Haus.de", so it must count it: a reason to look at the blank after a full stop."""
    assert len(find_urls("Das Haus.de Kosten")) == 1


def test_only_addresses_with_protocol_count_as_such_for_mastodon() -> None:
    text = "example.com und https://example.com/a"
    assert [text[start:end] for start, end in find_protocol_urls(text)] == ["https://example.com/a"]


def test_every_picture_unicode_knows_is_found() -> None:
    pictures = regex.compile(r"\p{Emoji_Presentation}")
    alone = [chr(code) for code in range(0x80, 0x20000) if pictures.match(chr(code))]
    chosen = [chr(code) for code in range(0x80, 0x20000) if regex.match(r"\p{Emoji}", chr(code))]
    assert [picture for picture in alone if find_emoji(picture) != [(0, 1)]] == []
    assert [picture for picture in chosen if not find_emoji(f"{picture}\ufe0f")] == []
    assert len(alone) > 1000


@pytest.mark.parametrize("text", ["", "\ufeff", "ok\ufffe", "x" * 281])
def test_empty_overlong_or_invalid_text_is_not_postable(text: str) -> None:
    assert not is_postable(text)


@given(LIVELY)
def test_the_form_of_an_accent_never_changes_the_count(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert weigh(decomposed) == weigh(unicodedata.normalize("NFC", decomposed))


@given(LIVELY, LIVELY)
def test_the_weights_of_two_lines_add_up(first: str, second: str) -> None:
    joined = f"{unicodedata.normalize('NFC', first)}\n{unicodedata.normalize('NFC', second)}"
    assert weigh(joined) == weigh(first) + 1 + weigh(second)


@given(LIVELY)
def test_a_text_without_address_or_emoji_weighs_between_one_and_two_a_character(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    if not find_urls(text) and not find_emoji(text):
        assert len(text) <= weigh(text) <= 2 * len(text)


@given(LIVELY)
def test_found_places_lie_inside_the_text_in_order(text: str) -> None:
    for spans in (find_urls(text), find_emoji(text), find_hashtags(text), find_mentions(text)):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)


@pytest.mark.parametrize("unit", ["a.", "é.", "a-", "a_", "#x", "@a", "(a", "x.com/", "あ"])
def test_a_hostile_text_is_measured_to_the_end(unit: str) -> None:
    text = f"http://x.com/{unit * 4000} {unit * 4000}"
    assert weigh(text) >= 23
    assert isinstance(find_hashtags(text), list)
    assert isinstance(find_mentions(text), list)


SNIPPETS = [*"aBé.@/-_:ß1K日 ", ".com", ".de", ".xn--p1ai", ".рф", "https://", "ſ"]


@given(st.lists(st.sampled_from(SNIPPETS), max_size=12).map("".join))
def test_what_is_ruled_out_before_the_search_holds_no_address(text: str) -> None:
    for run in x_urls._runs(text):
        if not x_urls._may_hold(text, run.start, run.end):
            assert not list(x_urls._url().finditer(text, run.start, run.end))
