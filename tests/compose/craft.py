"""Sources of our own for the tests of the craft."""

from klaviatur.collect import parse
from klaviatur.compose.pieces import Pieces, text_of
from klaviatur.records import Document, Language, RawBlock, RawKind, Sentence, Source

GERMAN = (
    "Lindhof baut Speicher für 1.850 Haushalte",
    (
        "Die Lindhof GmbH baut in Kassel einen Wärmespeicher für rund 1.850 Haushalte. Geschäftsführerin Jana Brandt "
        "stellte den Plan am 3. März 2027 vor. Sie leitet das Unternehmen seit 2019."
    ),
    (
        "Der Speicher fasst 12.000 Kubikmeter Wasser (etwa fünf Schwimmbecken) und liefert bis zu 18 Stunden Wärme. "
        "Deshalb startet die Stadt im Herbst ein Beratungsangebot. Und die Kosten sinken um 12 Prozent. "
        "Das Projekt ist jedoch nicht ohne Risiko. Außerdem spart Kassel jedes Jahr 4,2 Millionen Euro."
    ),
    (
        "Die Stadtwerke zahlen die Leitungen, und das Land gibt einen Zuschuss von 3 Millionen Euro. "
        "Jana Brandt, die seit 2019 in Kassel arbeitet, freut sich über den Beschluss."
    ),
)
ENGLISH = (
    "Harrow Pike opens a repair counter",
    (
        "Harrow Pike opens a repair counter in Leeds on 3 March 2027. Ellen Marsh leads the project. "
        "She joined Harrow Pike in 2019."
    ),
    (
        "However, the counter repairs tools only. The counter, which opens at 9 am, is next to the store (ground floor). "
        "But prices stay the same for 1,850 members. The company may open more counters if members ask for them."
    ),
)


def source_of(title: str, *paragraphs: str, language: Language) -> Source:
    blocks = (RawBlock(RawKind.HEADING, title, 1), *(RawBlock(RawKind.PARAGRAPH, text) for text in paragraphs))
    return parse(Document("test", "text/markdown", blocks), language=language)


def german() -> Source:
    return source_of(*GERMAN, language="de")


def english() -> Source:
    return source_of(*ENGLISH, language="en")


def sentence(source: Source, start: str) -> Sentence:
    return next(one for one in source.sentences if one.text.startswith(start))


def one_sentence(text: str, language: Language) -> tuple[Source, Sentence]:
    source = source_of("Titel" if language == "de" else "Title", text, language=language)
    return source, next(one for one in source.sentences if one.text == text)


def spans_hold(source: Source, pieces: Pieces) -> bool:
    """Return whether every piece points into the source or at a phrase, and unchanged words are the source's words."""
    for piece in pieces:
        if piece.source is None:
            if piece.phrase is None:
                return False
            continue
        words = source.words(piece.source)
        if not words or (len(words) == len(piece.text) and piece.change in ("", "compressed") and words != piece.text):
            return False
    return bool(text_of(pieces))
