"""Marks: the text stays itself, and every clause leads to its evidence."""

from html.parser import HTMLParser

import stage
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.doors.web.marks import map_source, part_markup, source_markup, utf16
from klaviatur.doors.web.view import find_fold
from klaviatur.records import Bilingual, Evidence, Limit, Measure, PartProfile, Piece, Span, VariantPart, Verdict


class Reader(HTMLParser):
    """Collects what a browser would show and which elements there are."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(str(markup))
    reader.close()
    return reader


SOURCE = stage.make_source("Der Tonda speichert 14 Kilowattstunden.\n\nEr wiegt 310 Kilogramm. Das ist viel.")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70))), st.none() | st.integers(0, 60))
def test_the_text_content_of_a_part_is_the_part(text: str, spans: list[tuple[int, int]], fold: int | None) -> None:
    evidence = [Evidence(0, Span(*sorted(s)), Verdict.SUPPORTED, (Span(0, 9),)) for s in spans]
    assert read(part_markup(VariantPart("text", text), evidence, fold, map_source(SOURCE))).text == text


@given(TEXTS)
def test_nothing_in_a_text_becomes_an_element(text: str) -> None:
    tags = read(part_markup(VariantPart("text", "<b onclick=x>" + text), [], None, map_source(SOURCE))).tags
    assert tags == []


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_lengths_are_those_of_javascript(text: str) -> None:
    assert utf16(text) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)


def test_a_clause_links_to_the_whole_sentence_that_carries_it() -> None:
    span = SOURCE.sentences[1].span
    link = _only_link(Evidence(0, Span(0, 5), Verdict.SUPPORTED, (span,), 1.0))
    assert link["href"] == "#s1"
    assert link["data-e"] == "1"


def test_a_clause_links_to_the_stretch_that_carries_it() -> None:
    start = SOURCE.text.index("310")
    link = _only_link(Evidence(0, Span(0, 5), Verdict.ALTERED, (Span(start, start + 13),), 0.5))
    assert link["data-e"] == "1:9-22"
    assert link["class"] == "a"
    assert link["data-t"] == "50"


def test_a_clause_over_two_sentences_lights_both() -> None:
    link = _only_link(Evidence(0, Span(0, 5), Verdict.SUPPORTED, (Span(SOURCE.text.index("Er"), len(SOURCE.text)),)))
    assert link["data-e"] == "1 2"


def test_an_offset_behind_an_emoji_counts_two_units() -> None:
    source = stage.make_source("🎹🎹 Der Tonda speichert Wärme.")
    start = source.text.index("speichert")
    markup = part_markup(
        VariantPart("text", "Ton"),
        [Evidence(0, Span(0, 3), Verdict.SUPPORTED, (Span(start, start + 9),))],
        None,
        map_source(source),
    )
    assert read(markup).tags[0][1]["data-e"] == "0:15-24"


def test_a_clause_without_evidence_links_to_what_its_verdict_means() -> None:
    assert _only_link(Evidence(0, Span(0, 5), Verdict.UNSUPPORTED))["href"] == "#v-unsupported"
    assert _only_link(Evidence(0, Span(0, 5), Verdict.DECLARED))["href"] == "#v-declared"


def test_a_verdict_is_marked_where_it_changes_and_in_every_new_paragraph() -> None:
    text = "Eins. Zwei.\nDrei.\n\nVier."
    verdicts = [Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.ALTERED, Verdict.ALTERED]
    spans = [Span(0, 5), Span(6, 11), Span(12, 17), Span(19, 24)]
    evidence = [Evidence(0, s, v) for s, v in zip(spans, verdicts, strict=True)]
    tags = [tag for tag, _ in read(part_markup(VariantPart("text", text), evidence, None, map_source(SOURCE))).tags]
    assert tags == ["a", "i", "a", "a", "i", "a", "i"]


def test_what_was_done_to_the_source_words_is_said() -> None:
    part = VariantPart(
        "text",
        "Ton heizt.",
        (Piece("Ton ", Span(0, 3), change="compressed"), Piece("heizt.", Span(4, 9), change="typography")),
    )
    markup = part_markup(part, [Evidence(0, Span(0, 10), Verdict.SUPPORTED, (Span(0, 9),))], None, map_source(SOURCE))
    assert read(markup).tags[0][1]["data-g"] == "compressed"


def test_text_between_sentences_of_the_source_is_kept() -> None:
    source = stage.make_source("Eins ist hier.\n\nZwei ist dort.")
    without = map_source(type(source)(id="x", origin="x", media_type="x", language="de", text=source.text))
    assert [without.source.words(s) for s in without.segments] == [source.text]


def test_the_source_is_shown_word_for_word() -> None:
    source = stage.played().source
    assert read(source_markup(map_source(source))).text.split() == source.text.split()


def test_figures_dates_and_names_of_the_source_are_marked() -> None:
    marked = read(source_markup(map_source(stage.played().source)))
    assert {a["class"] for tag, a in marked.tags if tag == "u"} == {"f", "n"}


def test_the_fold_is_where_the_platform_stops_showing() -> None:
    profile = PartProfile("text", Bilingual("", ""), (Limit(Measure.CHARACTERS, 100),), visible=12)
    assert find_fold("Der Tonda speichert Wärme.", profile) == len("Der Tonda ")
    assert find_fold("Der Tonda.", profile) is None


def test_the_fold_counts_as_the_platform_counts() -> None:
    profile = PartProfile("text", Bilingual("", ""), (Limit(Measure.X_WEIGHTED, 280),), visible=8)
    assert find_fold("漢字漢字漢字漢字", profile) == 4


def test_a_part_of_an_unknown_profile_has_no_fold() -> None:
    assert find_fold("Der Tonda speichert Wärme.", None) is None


def _only_link(evidence: Evidence) -> dict[str, str | None]:
    return read(part_markup(VariantPart("text", "Tonda"), [evidence], None, map_source(SOURCE))).tags[0][1]


def test_a_name_at_the_very_start_of_a_sentence_is_marked() -> None:
    source = stage.make_source("Lindhof baut.\n\nTonda heizt Kassel.")
    assert str(source_markup(map_source(source))).count("<u class=n>") == 2
