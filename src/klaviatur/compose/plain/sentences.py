"""One sentence of a source in one or more plain ones."""

import re
from collections.abc import Sequence

from klaviatur.compose.dangling import balanced
from klaviatur.compose.pieces import Pieces, capitalise, cut, from_sentence, mark, strip, text_of, with_end_mark
from klaviatur.compose.plain import english, german
from klaviatur.compose.plain.order import noun_phrase_end
from klaviatur.compose.plain.wording import listed, plain_words
from klaviatur.compose.standing import surroundings
from klaviatur.compose.view import View, view
from klaviatur.compose.wordorder import bare, is_finite, words
from klaviatur.records import Language, Piece, Sentence, Source

SHORT = 8  # words; a sentence of so few stays as it is, even with a clause in it
_ADJECTIVES = re.compile(r"[a-zäöüß]{2,}(e[mnrs]?), [a-zäöüß]{2,}\1$")  # "neue, geringere": of one noun
_TURNED = re.compile(r"([a-zäöü]+) (?:[a-zäöüß]+ )?[A-ZÄÖÜ][\w-]+ ([a-zäöü]+) (?:de[rmn]|die|das|eine?[mnr]?) ")
_ARTICLES = frozenset(["der", "die", "das"])
_MAX_DEPTH = 4  # halves of halves


def plain(source: Source, sentence: Sentence) -> list[Pieces]:
    """Return one or more short sentences that say what the sentence says."""
    return plain_pieces(source, from_sentence(source, sentence))


def plain_pieces(source: Source, pieces: Sequence[Piece]) -> list[Pieces]:
    """Return one or more short sentences that say what pieces of one sentence (after `stand_up`, say) say."""
    return [plain_words(source, one) for one in _split(source, tuple(pieces), _MAX_DEPTH)]


def statements_in(source: Source, pieces: Sequence[Piece]) -> list[Pieces]:
    """Return what a sentence says as sentences of one thought each, in its own words."""
    return _split(source, tuple(pieces), _MAX_DEPTH)


def plain_title(source: Source, pieces: Sequence[Piece]) -> Pieces:
    """Return a title in plain words; it is not split."""
    return plain_words(source, tuple(pieces))


def _split(source: Source, pieces: Pieces, depth: int) -> list[Pieces]:
    seen = view(text_of(pieces), source.language, surroundings(source).names)
    halves = _at_semicolon(pieces, seen) or _at_conjunction(pieces, seen) or _at_clause(pieces, seen)
    if not halves or not depth:
        return [pieces]
    return [one for half in halves for one in _split(source, half, depth - 1)]


def _at_clause(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part a longer sentence at its subordinate clauses; every half has to be a sentence with balanced marks."""
    if len(seen.text.split()) <= SHORT or not balanced(seen.text) or '"' in seen.text or "„" in seen.text.strip("„"):
        return []
    halves = german.parted(pieces, seen) if seen.language == "de" else english.parted(pieces, seen)
    whole = all(balanced(text_of(half)) and len(text_of(half).split()) > 2 for half in halves)
    return [_sentence(half) for half in halves] if whole else []


def _at_semicolon(pieces: Pieces, seen: View) -> list[Pieces]:
    at = seen.plain.find("; ")
    halves = (seen.plain[:at], seen.plain[at + 2 :])
    if at < 0 or not all(balanced(half) and _has_verb(half, seen.language) for half in halves):
        return []
    return [_sentence(cut(pieces, 0, at)), _sentence(cut(pieces, at + 2))]


def _at_conjunction(pieces: Pieces, seen: View) -> list[Pieces]:
    """Split "..., und die Stadt zahlt ..." where the second half has its own subject and verb."""
    for comma in seen.borders[:-1]:
        rest = seen.plain[comma + 2 :]
        word = rest.split(maxsplit=1)[0] if rest.strip() else ""
        joined = word in listed(seen.language, "conjunctions")
        if not (joined and _is_main(rest[len(word) + 1 :], seen)) and not _side_by_side(seen, comma):
            continue
        if not _is_main(seen.plain, seen) and not _says_something(seen.plain[:comma], seen):
            return []
        start = comma + 2 + (len(word) + 1 if word in listed(seen.language, "dropped") else 0)
        return [_sentence(cut(pieces, 0, comma)), _sentence(cut(pieces, start))]
    return []


def _says_something(text: str, seen: View) -> bool:
    """Return whether an English clause begins with a subject and has its verb further on."""
    tokens = [bare(token) for token in text.split()]
    begins = tokens and tokens[0].lower() in listed("en", "subjects")
    return seen.language == "en" and bool(begins) and any(word in words("en", "auxiliaries") for word in tokens[1:])


def _side_by_side(seen: View, comma: int) -> bool:
    """Return whether a German main clause follows a comma without any conjunction: "..., das Leder muss ruhen"."""
    head = seen.plain[:comma]
    if seen.language != "de" or seen.borders[0] != comma or ":" in head or "zwar" in head.lower():
        return False
    if _ADJECTIVES.search(seen.plain[: comma + 2 + len(seen.plain[comma + 2 :].split(maxsplit=1)[0])]):
        return False
    tokens = seen.plain[comma + 2 :].split()
    relative = (
        len(tokens) > 2
        and tokens[0] in _ARTICLES
        and (_ends_with_verb(seen, comma) or tokens[1] in words("de", "articles") or is_finite(tokens[1], "de"))
    )
    said = re.findall(r"(?:^|, )([a-zäöüß]+)", seen.plain[comma + 2 :])
    if any(bare(token) in german.clause_words("says") for token in (*head.split(), *said)):
        return False  # "Er sagt, die Preise sinken": the words are his
    opens_main = (
        len(tokens) > 2 and not relative and tokens[0] not in {"dass", "ob", "wer", "wie", "was", "so", "um", "wo"}
    )
    return opens_main and (_is_main(seen.plain[comma + 2 :], seen) or _turned_main(seen.plain[comma + 2 :]))


def _ends_with_verb(seen: View, comma: int) -> bool:
    """Return whether the words behind a comma are a noun phrase and then, last of all, a verb: a relative clause."""
    clause = seen.plain[comma + 2 : seen.borders[seen.borders.index(comma) + 1]]
    end = noun_phrase_end(clause, seen.names)
    return end is not None and len(clause[end:].split()) == 1


def _turned_main(text: str) -> bool:
    """Return whether words are a German main clause behind a preposition: "für Kurse wird ein Beitrag erhoben"."""
    match = _TURNED.match(text)
    return match is not None and match[2] in listed("de", "helping") and match[1] in listed("de", "nominative_before")


def _is_main(text: str, seen: View) -> bool:
    """Return whether words start with a subject and its verb, so that they are a sentence as they stand."""
    named = any(text.startswith(name) for name in seen.names)
    if seen.language == "en":
        head = [bare(token) for token in text.split()[:5]]
        subject = named or (bool(head) and head[0].lower() in listed("en", "subjects"))
        return subject and any(word in words("en", "finite") or word.endswith("ed") for word in head[1:])
    lowered = text if named else text[:1].lower() + text[1:]
    end = noun_phrase_end(lowered, seen.names)
    return end is not None and is_finite(text[end:].split(maxsplit=1)[0] if text[end:].strip() else "", "de")


def _sentence(pieces: Pieces) -> Pieces:
    return mark(with_end_mark(capitalise(strip(pieces))), "plain")


def _has_verb(text: str, language: Language) -> bool:
    """Return whether the first clause of a text holds a finite verb."""
    clause = [bare(token) for token in text.split(",", maxsplit=1)[0].split()]
    if language == "de":
        return any(is_finite(word, "de") for word in clause)
    return any(word in words("en", "finite") or (word.islower() and word.endswith("ed")) for word in clause)
