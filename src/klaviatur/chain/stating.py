"""Which sentences of a product's variants state which of its facts."""

from collections.abc import Iterator
from hashlib import sha256

from klaviatur.records import Checked, Played, Span, Statement


def stated(product: str, played: Played, locale: str) -> list[Statement]:
    """Return a statement for each fact that a clause of a variant rests on, in the order of the variants."""
    found: dict[tuple[str, str, str], Statement] = {}
    for checked in played.checked:
        wording = sha256(checked.variant.text.encode()).hexdigest()
        for sentence, span in _rests(checked):
            for fact in played.source.facts:
                if _overlap(fact.span, span):
                    value = played.source.words(fact.span)
                    statement = Statement(product, fact.fact, value, wording, checked.variant.channel, sentence, locale)
                    found.setdefault((wording, fact.fact, sentence), statement)
    return list(found.values())


def _rests(checked: Checked) -> Iterator[tuple[str, Span]]:
    """Yield the words of a variant with each span of the source they rest on."""
    for evidence in checked.evidence:
        words = checked.variant.parts[evidence.part].text[evidence.span.start : evidence.span.end]
        yield from ((words, span) for span in evidence.source)
    for part in checked.variant.parts:
        yield from ((part.text, piece.source) for piece in part.pieces if piece.source)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
