"""A person's whole name where a sentence leaves the text in which it was given: `Heinz` becomes `Michael Heinz`.

What he or she is comes along where the source puts it right before the name (`Verbandspräsident Michael Heinz`).
"""

import re

from klaviatur.compose.pieces import Pieces, cut, put, rendered, text_of
from klaviatur.records import Name, NameKind, Sentence, Source, Span

_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”\"]*[”\"]|\"[^\"]*\"|»[^«]*«")
_NOT_BEHIND = re.compile(  # titles, and parts of a last name
    r"(?:Herrn?|Frau|Familie|Fall|Causa|Mr|Mrs|Ms|Dr|Sir|Lady|Case|"
    r"[Vv]an|[Vv]on|[Dd]e[rnl]?|[Dd]i|[Ll]e|[Aa]l|[Bb]in|[Zz]u)\.? $"
)
_NOUN_BEFORE = re.compile(r"[A-ZÄÖÜ][\w-]+ $")
_FUNCTION = {  # behind a verb or comma, a noun without article keeps its form
    "de": re.compile(r"(?:[a-zäöüß]+(?:t|te|ten)|,|so) ([A-ZÄÖÜ][\w/-]+(?<!en)(?<!s)) $"),
    "en": re.compile(r"(?!)"),
}


def in_full(source: Source, sentence: Sentence, pieces: Pieces) -> Pieces:
    """Return the sentence with each person's whole name where it has only the last one and the source gave both."""
    for name in source.names:
        place = _last_name_in(source, sentence, name)
        full = _introduced(source, sentence, name) if place else None
        if place and full:
            pieces = _named(source, pieces, name, full, place)
    return pieces


def once(source: Source, pieces: Pieces) -> Pieces:
    """Return a text in which a whole name that a reader has read already is the last name again, as in the source."""
    wholes = {name.text for name in source.names if name.kind is NameKind.PERSON and " " in name.text}
    out: list[Pieces] = []
    said = ""
    for piece in pieces:
        known = next((one for one in wholes if piece.text.endswith(one) and one in said), None)
        shown: Pieces = (piece,)
        if known and piece.change == "resolved" and piece.source:
            shown = cut((piece,), len(piece.text) - len(known.rsplit(" ", 1)[-1]))
        said += text_of(shown)
        out.append(shown)
    return tuple(piece for part in out for piece in part)


def _last_name_in(source: Source, sentence: Sentence, name: Name) -> str:
    """Return the last name a sentence has without the first, "" where it has none or it could be somebody else's."""
    if name.kind is not NameKind.PERSON or " " not in name.text or name.text in sentence.text:
        return ""
    last = name.text.rsplit(" ", 1)[-1]
    others = [one.text for one in source.names if one.text not in (last, name.text)]
    shared = any(last in other.split() for other in others)
    return last if last in sentence.text and not shared else ""


def _introduced(source: Source, sentence: Sentence, name: Name) -> Span | None:
    """Return where the source gives the whole name before a sentence, with what the person is."""
    for span in name.mentions:
        if source.words(span) == name.text and span.end <= sentence.span.start:
            before = _FUNCTION[source.language].search(source.text[max(0, span.start - 60) : span.start])
            return Span(span.start - len(before[1]) - 1, span.end) if before else span
    return None


def _named(source: Source, pieces: Pieces, name: Name, full: Span, last: str) -> Pieces:
    text = text_of(pieces)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    match = re.search(rf"(?<![\w-]){re.escape(last)}(?P<of>s|[’']s)?(?![\w’'-])(?!(?<!s) [A-ZÄÖÜ])", text)
    before = text[: match.start()] if match else ""
    if match is None or any(a <= match.start() < b for a, b in quoted) or _NOT_BEHIND.search(before):
        return pieces
    words = source.words(full)
    if match["of"] or _NOUN_BEFORE.search(before):
        full, words = Span(full.end - len(name.text), full.end), name.text
    return put(pieces, match.start(), match.start() + len(last), (rendered(words, full, "resolved"),))
