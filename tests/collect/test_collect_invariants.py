"""What holds for every text, however strange."""

import csv
import gzip
import json
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klaviatur.adapters.sources import read_source, read_stream
from klaviatur.collect import parse
from klaviatur.errors import SourceError
from klaviatur.records import Document, Language, RawBlock, RawKind, Role, Source, Span
from klaviatur.text.quotation import quotation_spans
from klaviatur.text.sentences import split_sentences

WORDS = st.sampled_from(
    [
        "Die",
        "der",
        "Stadt",
        "Dr.",
        "z.",
        "B.",
        "3.",
        "März",
        "2027",
        "„",
        "“",
        "»",
        "«",
        '"',
        "”",
        "(",
        ")",
        "GmbH",
        "&",
        "Co.",
        "KG",
        "sagt",
        "Anna",
        "Muster",
        ",",
        ":",
        "–",
        "…",
        "...",
        "!",
        "?",
        "1.850",
        "Euro",
        "Mio.",
        "%",
        "£",
        "$4.2m",
        "U.S.",
        "p.m.",
        "No.",
        "5",
        "https://a.example/x",
        "presse@a.example",
        "Über",
        "About",
        "Pressekontakt:",
        "Tel.",
        "05665",
        "1234",
        "\n",
        "\n\n",
        "#",
        "-",
        "|",
        "18:30",
        "Uhr",
        "Sie",
        "du",
        "😉",
        "\xa0",
        "ﬁ",
        "é",
        "said",
        "Jane",
        "Doe",
    ]
)
TEXTS = st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=200)
LANGUAGES = st.sampled_from(["de", "en"])
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_spans(source: Source) -> None:
    text = source.text
    assert all(0 <= block.span.start <= block.span.end <= len(text) for block in source.blocks)
    assert all(one.span.end <= two.span.start for one, two in pairwise(source.blocks))
    for sentence in source.sentences:
        block = source.blocks[sentence.block]
        assert text[sentence.span.start : sentence.span.end] == sentence.text == sentence.text.strip()
        assert block.span.start <= sentence.span.start < sentence.span.end <= block.span.end
        assert sentence.role is block.role
    for fact in (*source.numbers, *source.dates, *source.calls):
        assert text[fact.span.start : fact.span.end] == fact.text
        assert fact.sentence == -1 or source.sentences[fact.sentence].span.start <= fact.span.start
    for quote in source.quotes:
        assert text[quote.words.start : quote.words.end] == quote.text
        assert quote.span.start <= quote.words.start <= quote.words.end <= quote.span.end
        assert quote.sentences
    for name in source.names:
        assert all(text[mention.start : mention.end] in name.text for mention in name.mentions)
    for span in (source.title, source.subtitle, source.place, source.boilerplate, source.embargo_span):
        assert span is None or 0 <= span.start < span.end <= len(text)
    for link in source.links:
        assert link.span is None or text[link.span.start : link.span.end].strip()


def check_nothing_is_lost(source: Source) -> None:
    """Outside the sentences there is white space only."""
    rest = list(source.text)
    for sentence in source.sentences:
        rest[sentence.span.start : sentence.span.end] = " " * (sentence.span.end - sentence.span.start)
    assert not "".join(rest).strip()


@RELAXED
@given(TEXTS, st.sampled_from(["a.md", "a.txt", "a.html"]))
def test_every_span_points_at_its_words(text: str, name: str) -> None:
    try:
        source = parse(read_stream(text.encode("utf-8", errors="ignore"), name=name))
    except SourceError:
        return
    check_spans(source)
    check_nothing_is_lost(source)


@RELAXED
@given(st.lists(st.tuples(st.sampled_from(list(RawKind)), TEXTS), max_size=8))
def test_any_document_can_be_parsed(blocks: list[tuple[RawKind, str]]) -> None:
    document = Document("memory", "text/plain", tuple(RawBlock(kind, text) for kind, text in blocks))
    source = parse(document)
    check_spans(source)
    check_nothing_is_lost(source)


@RELAXED
@given(TEXTS, LANGUAGES)
def test_sentences_are_in_order_and_leave_only_white_space_between(text: str, language: Language) -> None:
    spans = split_sentences(text, language)
    place = 0
    for span in spans:
        assert not text[place : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        place = span.end
    assert not text[place:].strip()


@RELAXED
@given(TEXTS)
def test_quotations_never_overlap_and_have_their_marks(text: str) -> None:
    spans = quotation_spans(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[span.start] in '"„“”»«' and text[span.end - 1] in '"„“”»«' for span in spans)


@RELAXED
@given(st.data())
def test_a_source_parsed_twice_is_the_same(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    document = Document("memory", "text/plain", (RawBlock(RawKind.PARAGRAPH, text),))
    assert parse(document) == parse(document)


def _articles(folder: Path) -> Iterator[str]:
    csv.field_size_limit(10_000_000)
    with gzip.open(folder / "compose" / "gnad10k" / "test.csv.gz", "rt", encoding="utf-8") as file:
        yield from (row[1] for row in islice(csv.reader(file, delimiter=";", quotechar="'"), 25))
    for path in sorted((folder / "compose" / "summedits").glob("*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from {row["doc"] for row in json.load(file)[:40]}
    with gzip.open(folder / "pxm" / "akeneo_icecat_demo" / "products.csv.gz", "rt", encoding="utf-8") as file:
        rows = (row["description-de_DE-print"] for row in csv.DictReader(file, delimiter=";"))
        yield from islice(filter(None, rows), 25)


def test_real_texts_are_parsed_with_exact_spans(test_data: Path) -> None:
    for text in _articles(test_data):
        source = parse(read_stream(text.encode()))
        check_spans(source)
        check_nothing_is_lost(source)


def test_the_left_over_of_a_comment_form_is_noise_in_real_texts(test_data: Path) -> None:
    for path in sorted((test_data / "texts").glob("*.txt")):
        source = parse(read_source(path))
        check_spans(source)
        assert source.title == Span(0, source.text.index("\n"))
        last = source.blocks[-1]
        assert last.role is Role.NOISE or len(source.words(last.span)) > 40
