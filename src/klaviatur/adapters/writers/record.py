"""The parsed source as data for a model: JSON, so that nothing in it can look like the prompt around it."""

import json
from collections.abc import Iterable

from klaviatur.records import Role, Sentence, Source, Span

_LEFT_OUT = frozenset({Role.NOISE, Role.HEAD})


def source_record(source: Source, *, max_chars: int) -> str:
    """Return the parsed record as JSON of at most about `max_chars` characters of sentences, in their order.

    What stands only in sentences beyond that is left out of the lists of quotes, numbers, dates and names too.
    """
    sentences = _first_sentences(source, max_chars)
    read = [Span(0, sentences[0].span.start), *(s.span for s in sentences)] if sentences else []
    record = {
        "title": source.words(source.title),
        "subtitle": source.words(source.subtitle),
        "place": source.words(source.place),
        "issued": source.issued.text if source.issued else "",
        "sender": source.sender or "",
        "sentences": [{"id": f"s{s.index}", "role": s.role.value, "text": s.text} for s in sentences],
        "quotes": [
            {"words": q.text, "speaker": q.speaker, "function": q.function}
            for q in source.quotes
            if _inside(q.words, read)
        ],
        "numbers": [n.text for n in source.numbers if _inside(n.span, read)],
        "dates": [d.text for d in source.dates if _inside(d.span, read)],
        "names": [n.text for n in source.names if any(_inside(m, read) for m in n.mentions)],
        "contact": source.contact.text if source.contact else "",
        "links": [link.url for link in source.links],
        "images": [image.alt or image.caption for image in source.images],
    }
    filled = {key: value for key, value in record.items() if value}
    return json.dumps({"source": filled}, ensure_ascii=False, indent=1)


def _first_sentences(source: Source, max_chars: int) -> list[Sentence]:
    kept: list[Sentence] = []
    used = 0
    for sentence in source.sentences:
        if sentence.role in _LEFT_OUT:
            continue
        used += len(sentence.text)
        if used > max_chars and kept:
            break
        kept.append(sentence)
    return kept


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    return any(other.start <= span.start < other.end for other in spans)
