"""Which sentences of a product's variants state which of its facts."""

from collections.abc import Iterator

from klaviatur.records import Checked, Played, Span, Statement, VariantPart, wording_of


def stated(product: str, played: Played, locale: str) -> list[Statement]:
    """Return a statement for each fact that a clause of a variant rests on, in the order of the variants."""
    found: dict[tuple[str, str, str], Statement] = {}
    for checked in played.checked:
        wording = wording_of(checked.variant.parts)
        for words, span in _rests(checked):
            sentence = words.strip()
            for fact in played.source.facts:
                if _overlap(fact.span, span):
                    value = played.source.words(fact.span)
                    statement = Statement(product, fact.fact, value, wording, checked.variant.channel, sentence, locale)
                    found.setdefault((wording, fact.fact, sentence), statement)
    return list(found.values())


def _rests(checked: Checked) -> Iterator[tuple[str, Span]]:
    """Yield the clauses and lines of a variant, each with the words of the source it rests on."""
    for evidence in checked.evidence:
        words = checked.variant.parts[evidence.part].text[evidence.span.start : evidence.span.end]
        yield from ((words, span) for span in evidence.source)
    for part in checked.variant.parts:
        yield from _lines(part)


def _lines(part: VariantPart) -> Iterator[tuple[str, Span]]:
    at = 0
    for piece in part.pieces:
        end = at + len(piece.text)
        if piece.source:
            start, stop = part.text.rfind("\n", 0, at) + 1, part.text.find("\n", end)
            yield part.text[start : stop if stop >= 0 else None], piece.source
        at = end


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
