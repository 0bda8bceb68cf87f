"""Untidy texts that somebody means play on every channel: inside all limits, unblocked, without leftovers of markup."""

import re
from functools import cache

import dirty
import pytest

from klaviatur import play
from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.records import Played, Role, Severity

LEFTOVERS = {
    "footnote mark": re.compile(r"\[\^"),
    "Markdown link": re.compile(r"\]\("),
    "HTML tag or entity": re.compile(r"</?(?:o:p|p|b|i|span|div|br|script)\b|&(?:nbsp|amp|lt|shy);"),
    "mark of a quoted mail": re.compile(r"(?m)^\s*>|\s>\s"),
    "cell border": re.compile(r"\s\|\s"),
    "invisible character": re.compile("[\u00ad\u200b\u200c\u2060\ufeff]"),
    "space before a mark": re.compile(r"\w[ \t]+[,.;:!?](?:\s|$)"),
    "double space": re.compile(r"\S  +\S"),
    "doubled mark": re.compile(r"[.,;:]{2}(?<!\.\.)(?!\.)|\.,|,\."),
    "list mark inside a list": re.compile(r"(?m)^[•–-] *[·•–-]|^· "),
    "reply prefix": re.compile(r"\b(?:Fwd|AW|WG|Re):"),
}


@cache
def played(name: str) -> Played:
    text, _ = dirty.PLAYABLE[name]
    kind = {"csv": "txt"}.get(name.rpartition(".")[2], name.rpartition(".")[2])
    return play(parse(read_stream(text.encode(), name=f"text.{kind}")))


def texts(name: str) -> dict[str, str]:
    return {c.variant.channel: c.variant.text.replace("\u00a0", " ") for c in played(name).checked}


def text_of(name: str, channel: str) -> str:
    return texts(name)[channel]


@pytest.mark.parametrize("name", dirty.PLAYABLE)
def test_every_variant_of_an_untidy_text_fits_and_is_not_blocked(name: str) -> None:
    checked = played(name).checked
    assert len(checked) >= 34
    assert [c.variant.channel for c in checked if not c.fits] == []
    blocks = [(c.variant.channel, f.rule, f.words) for c in checked for f in c.findings if f.severity is Severity.BLOCK]
    assert blocks == []
    assert [c.variant.channel for c in checked if not c.variant.text.strip()] == []


@pytest.mark.parametrize(
    "name", [n for n in dirty.PLAYABLE if n not in {"half_markup.md", "injected.md", "no_spaces.txt"}]
)
def test_no_variant_carries_leftovers_of_its_source(name: str) -> None:
    found = {
        (channel, what): hit[0]
        for channel, text in texts(name).items()
        for what, pattern in LEFTOVERS.items()
        if (hit := pattern.search(text))
    }
    assert found == {}


@pytest.mark.parametrize(("name", "language"), [(n, code) for n, (_, code) in dirty.PLAYABLE.items() if code])
def test_the_language_of_an_untidy_text_is_found(name: str, language: str) -> None:
    assert played(name).source.language == language


@pytest.mark.parametrize(("name", "said"), [("turkish.txt", "Turkish"), ("french.txt", "French")])
def test_another_language_is_named_with_the_next_step(name: str, said: str) -> None:
    [finding] = played(name).source.findings
    assert finding.severity is Severity.WARN
    assert said in finding.message.en
    assert "--language" in finding.message.en


def test_quotation_marks_of_another_language_stay_a_pair() -> None:
    for text in texts("french.txt").values():
        assert text.count("«") == text.count("»")
        assert "ville “" not in text


def test_code_of_a_manual_is_not_news() -> None:
    assert [c for c, text in texts("rich.md").items() if "pip install" in text or "TIDE_KEY" in text] == []


def test_a_footnote_is_kept_but_never_news() -> None:
    source = played("rich.md").source
    assert "Measured on 14 October 2026" in source.text
    assert [c for c, text in texts("rich.md").items() if "Measured on" in text] == []


def test_a_forwarded_mail_is_its_message_not_its_wrapping() -> None:
    source = played("forwarded.txt").source
    assert source.words(source.title) == "Nahwärme"
    assert "Nahwärmenetz für 620 Haushalte" in text_of("forwarded.txt", "press_release")
    for text in texts("forwarded.txt").values():
        assert "Weitergeleitete Nachricht" not in text
        assert "brandt@stadt.example" not in text


@pytest.mark.parametrize("name", ["table.md", "semicolons.csv", "commas.txt"])
def test_a_table_alone_is_told_row_by_row(name: str) -> None:
    source = played(name).source
    assert {b.role for b in source.blocks} <= {Role.TABLE, Role.NOISE}
    for channel in ("blog_post", "slide", "linkedin", "newsletter"):
        text = text_of(name, channel)
        assert "Tonda 2: 249" in text, (channel, text)
        assert "|" not in text
        assert ";" not in text


def test_a_list_pasted_from_word_has_no_marks_of_its_own() -> None:
    items = [s.text for s in played("word.html").source.sentences if s.role is Role.ITEM]
    assert items == ["Anmeldung bis zum 30. April 2027", "Bauzeit: 18 Monate"]


@pytest.mark.parametrize("name", ["zero_width.txt", "soft_hyphens.txt"])
def test_invisible_characters_are_gone_and_words_are_whole(name: str) -> None:
    assert "Nahwärmenetz für 620 Haushalte" in played(name).source.text
    assert played(name).source.text == parse(read_stream(dirty.GERMAN.encode(), name="a.txt")).text


def test_joiners_that_a_script_or_emoji_needs_are_kept() -> None:
    words = "Die Familie 👨‍👩‍👧 kommt. Auf Persisch heißt das می‌خواهم, sagt sie."
    assert parse(read_stream(words.encode(), name="a.txt")).text == words


def test_capitals_keep_figures_with_their_units() -> None:
    numbers = {n.text: n.unit for n in played("capitals.txt").source.numbers}
    assert numbers["9,4 MILLIONEN EURO"] == "EURO"


def test_front_matter_of_wrong_types_is_not_taken_for_words() -> None:
    source = played("wrong_front_matter.md").source
    assert source.title is None
    assert source.place is None
    assert source.contact is None
    assert "true" not in text_of("wrong_front_matter.md", "press_release")


def test_a_text_in_two_languages_is_played_in_one() -> None:
    source = played("two_languages.md").source
    assert [f.rule for f in source.findings] == ["language.mixed"]
    for text in texts("two_languages.md").values():
        assert "Harbour Town" not in text
    assert "Harbour Town" in source.text


def test_two_hundred_links_do_not_hide_the_language() -> None:
    assert played("links.md").source.findings == ()


def test_an_emoji_alone_is_no_headline() -> None:
    parts = [p.text for c in played("emoji.txt").checked for p in c.variant.parts]
    assert [text for text in parts if not any(c.isalnum() for c in text)] == []


@pytest.mark.parametrize("name", ["english.txt", "mixed.txt", "windows.txt", "capitals.txt"])
def test_the_news_is_in_every_short_message(name: str) -> None:
    first = {"english.txt": "Harbour Town", "mixed.txt": "Loopwerk", "windows.txt": "Lindau", "capitals.txt": "LINDAU"}
    for channel in ("sms", "x_post", "whatsapp", "linkedin"):
        assert first[name] in text_of(name, channel), (channel, text_of(name, channel))


def test_words_that_speak_to_a_machine_change_nothing() -> None:
    assert "49" not in text_of("injected.md", "blog_post")
    assert played("injected.md").source.language == "de"


def test_no_variant_ends_in_the_middle_of_a_figure() -> None:
    for channel, text in texts("no_full_stop.txt").items():
        assert not re.search(r"8,50(?! Euro)|\b(?:je|und|auf|der|die|mit)$", text), (channel, text[-80:])


def test_the_first_sentence_of_a_letter_begins_with_a_capital() -> None:
    for channel in ("sms", "linkedin", "press_release"):
        assert "Die Stadtwerke Lindau-Ost bauen" in text_of("forwarded.txt", channel)


def test_a_list_alone_is_told_whole() -> None:
    for channel in ("linkedin", "press_release", "newsletter"):
        text = text_of("list_only.md", channel)
        assert all(words in text for words in ("3. März 2027", "14 Räume", "6 Euro", "Bus 12")), (channel, text)


def test_a_line_without_a_full_stop_does_not_run_into_the_next() -> None:
    assert "2. Mehr dazu" not in text_of("table.md", "web_teaser")
    assert not re.search(r"kg Mehr|12 Mehr", text_of("table.md", "web_teaser") + text_of("list_only.md", "web_teaser"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_in_another_encoding_keeps_its_letters(encoding: str) -> None:
    assert parse(read_stream(dirty.GERMAN.encode(encoding), name="a.txt")).text == dirty.GERMAN.strip()


def test_a_text_pasted_from_two_encodings_keeps_its_letters_and_says_so() -> None:
    first, second = "Die Stadt prüft zwölf Brücken für später.", "Die Bürger hören „mehr“ im März."
    data = first.encode() + b"\n\n" + second.encode("cp1252") + b"\n"
    source = parse(read_stream(data, name="a.txt"))
    assert source.text == f"{first}\n\n{second}"
    assert [f.rule for f in source.findings] == ["source.encoding"]


def test_a_text_of_several_thousand_words_plays_like_a_short_one() -> None:
    town = ("Lindau", "Fulda", "Kassel", "Bremen", "Husum", "Gotha", "Celle")
    thing = ("ein Haus", "eine Brücke", "einen Garten", "eine Halle", "einen Steg")
    text = "\n\n".join(
        " ".join(f"{town[(n * 3 + i) % 7]} baut {thing[(n + i) % 5]} für {n * 9 + i + 2} Menschen." for i in range(9))
        for n in range(90)
    )
    checked = play(text.encode()).checked
    assert [c.variant.channel for c in checked if c.blocked or not c.fits] == []
