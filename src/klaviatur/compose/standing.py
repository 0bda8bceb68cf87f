"""Whether a sentence stands on its own when it leaves its text, and how to make it stand.

Making it stand never guesses: a connective goes only if the word order stays right, a pronoun becomes a name only if
exactly one name fits. Everything else is None, and the form takes another sentence.
"""

import re
from collections.abc import Callable, Sequence

from klaviatur.compose.dangling import first_tie, opening_tie
from klaviatur.compose.pieces import Pieces, capitalise, cut, drop, from_sentence, mark, put, text_of
from klaviatur.compose.references import day_named, name_for_noun, name_for_pronoun, speaker_of
from klaviatur.compose.ties import Surroundings, Tie, listed, table
from klaviatur.compose.wordorder import bare, is_finite, starts_with_verb, subject_first
from klaviatur.records import Piece, Sentence, Source

Repair = Callable[[Source, Sentence, Pieces, Tie], Pieces | None]

_REPAIRS = 4  # more ties than that in one sentence: take another sentence
_WORD = re.compile(r"\S+")
_FIRST_PERSON = re.compile(r"\b(?:ich|wir|uns|mich|mir|I|we|us|me|my|our)\b", re.IGNORECASE)
_SAID = re.compile(r"\b(?:sag|mein|erklär|beton)(?:t|te|ten)\b|\b(?:said|says|told|added)\b")
_QUOTED = re.compile(r"[„“”\"»«].*[„“”\"»«]")
_NOT_AFTER = frozenset(["zwar", "weil", "if", "when", "far", "that", "so", "long", "many", "much"])
_LOWER_PRONOUNS = frozenset(["sie", "ihr", "ihre", "ihren", "ihrem", "ihrer", "ihres"])
_FIXED_BEFORE = frozenset(["nicht", "not", "wenn", "als", "auch"])


def stands_alone(source: Source, sentence: Sentence) -> bool:
    """Return whether nothing in the sentence needs the sentences before it."""
    return text_stands_alone(source, sentence.text)


def text_stands_alone(source: Source, text: str) -> bool:
    """Return whether words of the source (a shortened sentence, say) need no others before them."""
    return bool(text.strip()) and first_tie(text, surroundings(source)) is None


def opens_alone(source: Source, spoken: str) -> bool:
    """Return whether words somebody spoke open with nothing that points at what was said before them."""
    return opening_tie(spoken, surroundings(source)) is None


def stand_up(source: Source, sentence: Sentence) -> Pieces | None:
    """Return the sentence so that it stands alone, None if that cannot be done with certainty."""
    pieces, around = from_sentence(source, sentence), surroundings(source)
    for _ in range(_REPAIRS):
        tie = first_tie(text_of(pieces), around) if pieces else None
        if tie is None:
            return None if not pieces or _is_speech(source, sentence, pieces) else pieces
        repair = _REPAIR.get(tie.kind)
        repaired = repair(source, sentence, pieces, tie) if repair else None
        if repaired is None:
            return None
        pieces = repaired
    return None


def _is_speech(source: Source, sentence: Sentence, pieces: Pieces) -> bool:
    """Return whether somebody speaks on in a mended sentence whose quotation marks the source has left out."""
    text = text_of(pieces)
    before = source.sentences[sentence.index - 1].text if sentence.index > 0 else ""
    return bool(_SAID.search(before)) and text != sentence.text and bool(_FIRST_PERSON.search(_QUOTED.sub("", text)))


def surroundings(source: Source) -> Surroundings:
    """Return what has to be known of a source to judge its sentences."""
    names = {source.words(span) for name in source.names for span in name.mentions}
    return Surroundings(
        language=source.language,
        formal=source.address in ("Sie", "mixed"),
        dated=source.issued is not None,
        names=tuple(sorted(names, key=lambda name: (-len(name), name))),
    )


def _without_connective(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:  # noqa: ARG001
    text = text_of(pieces)
    word = text[tie.start : tie.end].lower()
    if tie.start != 0 or text[tie.end : tie.end + 1] not in (" ", ","):
        return None
    language = source.language
    if word in listed(language, "conjunctions"):
        return _cut_conjunction(pieces, tie.end, source)
    if language == "de" and word in table("de")["adverbs"] and text[tie.end] == " ":
        return subject_to_front(source, cut(pieces, tie.end + 1))
    if language == "de" and word in listed("de", "focus"):
        return _cut_focus(pieces, tie.end)
    if language == "en" and word in table("en")["adverbs"] and text[tie.end] == ",":
        return compressed(cut(pieces, tie.end + 2))
    return None


def _cut_conjunction(pieces: Pieces, end: int, source: Source) -> Pieces | None:
    """Drop "Und", "But": the rest keeps its order, unless it starts with its verb."""
    text = text_of(pieces)
    skip = end + (2 if text[end] == "," else 1)
    first = _WORD.match(text, skip)
    if first is None:
        return None
    inverted = starts_with_verb(text[skip:]) if source.language == "de" else first[0] in listed("en", "auxiliaries")
    pronoun = first[0] in _LOWER_PRONOUNS  # with a capital it would read as an address
    return None if inverted or pronoun or bare(first[0]).lower() in _NOT_AFTER else compressed(cut(pieces, skip))


def _cut_focus(pieces: Pieces, end: int) -> Pieces | None:
    """Drop "Auch" in front of a noun phrase; in front of "wenn" or "als" it means something else."""
    text = text_of(pieces)
    follow = _WORD.match(text, end + 1)
    if follow is None or follow[0] in listed("de", "fixed_after") or is_finite(follow[0], "de"):
        return None
    return compressed(cut(pieces, end + 1))


def subject_to_front(source: Source, pieces: Sequence[Piece]) -> Pieces | None:
    """Return "Die Stadt startet ..." for "startet die Stadt ...", None if the subject is not certain."""
    text = text_of(pieces)
    places = subject_first(text, surroundings(source).names)
    if places is None:
        return None
    verb, start, end = places
    gap, reflexive = cut(pieces, verb, verb + 1), cut(pieces, verb, start - 1)  # " sich", or nothing
    order = (*cut(pieces, start, end), *gap, *cut(pieces, 0, verb), *reflexive, *cut(pieces, end))
    return compressed(order)


def compressed(pieces: Sequence[Piece]) -> Pieces:
    """Return the pieces with a capital at the front, marked as compressed."""
    return mark(capitalise(pieces), "compressed")


def _without_inner(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:  # noqa: ARG001
    """Drop "jedoch", ", however," inside a sentence."""
    text = text_of(pieces)
    before, after = text[: tie.start], text[tie.end :]
    if before.endswith(", ") and after.startswith(", "):
        return drop(pieces, tie.start - 2, tie.end + 1)  # ", however,"
    last = before.split()[-1] if before.split() else ""
    if not before.endswith(" ") or before.endswith(", ") or not after.startswith(" ") or last in _FIXED_BEFORE:
        return None
    return drop(pieces, tie.start, tie.end + 1)


def _resolved(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:
    text = text_of(pieces)
    if tie.start != 0:
        return None
    new = name_for_pronoun(source, sentence, text[: tie.end], text[tie.end + 1 :])
    return put(pieces, 0, tie.end, new) if new else None


def _noun_named(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:
    text = text_of(pieces)
    if tie.start != 0:
        return None
    new = name_for_noun(source, sentence, text[tie.start : tie.end], text[tie.end + 1 :])
    return put(pieces, tie.start, tie.end, new) if new else None


def _dated(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:  # noqa: ARG001
    text = text_of(pieces)
    new = day_named(source, text, tie.start, tie.end)
    return put(pieces, tie.start, tie.end, new) if new else None


def _speaker_named(source: Source, sentence: Sentence, pieces: Pieces, tie: Tie) -> Pieces | None:
    new = speaker_of(source, sentence)
    return put(pieces, tie.start, tie.end, new) if new else None


_REPAIR: dict[str, Repair] = {
    "connective": _without_connective,
    "inside": _without_inner,
    "pronoun": _resolved,
    "noun": _noun_named,
    "date": _dated,
    "speaker": _speaker_named,
}
