"""German word order when a clause becomes a sentence of its own: the verb moves from the end to the second place.

No tagger is behind this. What is not sure is answered with None, and the sentence stays as it is.
"""

import re
from functools import cache
from typing import NamedTuple

from klaviatur.compose.pieces import Pieces, cut, layout, strip, swap, text_of
from klaviatur.compose.wordorder import bare, is_finite, words
from klaviatur.text.lexicon import read_table

_TOKEN = re.compile(r"\S+")
_ADJECTIVE = re.compile(r"[a-zäöüß-]{2,}e[nrs]?$")
_NOUN = re.compile(r"[„(]?[A-ZÄÖÜ][\w&.’'-]*[“)]?$")
_FIGURE = re.compile(r"\d[\d.,]*$")
_GENITIVE = frozenset(["der", "des", "dieser", "dieses", "aller", "ihrer", "seiner", "einer", "eines"])
_NOT_SUBJECT = frozenset(
    ["den", "dem", "des", "einen", "einem", "eines", "keinen", "keinem", "ihn", "ihm", "ihnen", "sich"]
)
_BETWEEN = re.compile(r" zwischen (?:d(?:er|em|en) )?[A-ZÄÖÜ][\w-]+ und (?:d(?:er|em|en) )?[A-ZÄÖÜ][\w-]+")
_MAY_STAY = frozenset(["über", "unter", "um", "durch"])  # "übernahm" keeps its prefix
_LONGEST_SUBJECT = 8  # words


class Verb(NamedTuple):
    """A finite verb as it stands in second place, with the prefix that goes to the end ("" if it has none)."""

    word: str
    prefix: str


def second_place(word: str) -> Verb | None:
    """Return "führt" and "zurück" for "zurückführt", None if it is not sure where the prefix ends."""
    if not is_finite(word, "de") and not word.endswith("en"):
        return None
    for prefix in sorted(listed("prefixes") - _MAY_STAY, key=len, reverse=True):
        rest = word.removeprefix(prefix)
        if rest != word and rest in listed("base_verbs"):
            return Verb(rest, prefix)
    doubt = word.startswith(tuple(listed("prefixes") - {"über", "unter", "durch"})) and word not in words(
        "de", "finite"
    ) | listed("base_verbs")
    return None if doubt and not word.startswith(tuple(listed("no_prefix"))) else Verb(word, "")


def fronted(opener: Pieces, clause: Pieces) -> Pieces | None:
    """Return "Das führt der Verbund auf ... zurück" for the opener "Das" and "der Verbund auf ... zurückführt"."""
    parted = _parted(clause)
    if parted is None:
        return None
    rest, verb = parted
    return (*opener, *layout(" "), *_joined(verb, rest))


def subject_led(clause: Pieces, names: tuple[str, ...], opener: Pieces = ()) -> Pieces | None:
    """Return "Die Plätze sind begrenzt" for "die Plätze begrenzt sind", None if the subject is not sure."""
    parted = _parted(clause)
    if parted is None:
        return None
    rest, verb = parted
    text = text_of(rest)
    start = 5 if text.startswith("sich ") else 0
    end = noun_phrase_end(text[start:], names)
    if end is None:
        return None
    end += start
    behind = (*cut(rest, 0, start - 1), *cut(rest, end)) if start else strip(cut(rest, end))
    subject = cut(rest, start, end)
    led = (*opener, *layout(" "), *subject) if opener else subject
    return (*led, *layout(" "), *_joined(verb, strip(behind)))


def inverted(opener: Pieces, sentence: Pieces, names: tuple[str, ...]) -> Pieces | None:
    """Return "Trotzdem blieb der Platz leer" for the opener "Trotzdem" and "Der Platz blieb leer"."""
    text = text_of(sentence)
    named = any(text.startswith(name) for name in names)
    lowered = text if named else text[:1].lower() + text[1:]
    end = noun_phrase_end(lowered, names)
    verb = _TOKEN.match(text, end + 1) if end else None
    if end is None or verb is None or not is_finite(verb[0], "de") or bare(verb[0]) != verb[0]:
        return None
    small = lowered.split(maxsplit=1)[0] in words("de", "articles") | words("de", "pronouns") | listed("determiners")
    subject = cut(sentence, 0, end)
    subject = swap(subject, 0, 1, lowered[0], "case") if small and not named else subject
    return (
        *opener,
        *layout(" "),
        *cut(sentence, end + 1, verb.end()),
        *layout(" "),
        *subject,
        *cut(sentence, verb.end()),
    )


def _parted(clause: Pieces) -> tuple[Pieces, Pieces] | None:
    """Return a subordinate clause without its verb, and the verb with its prefix behind a line of its own."""
    text = text_of(clause)
    tokens = text.split()
    if len(tokens) < 3 or bare(tokens[-1]) != tokens[-1] or tokens[-2] == "zu":
        return None
    if len(tokens) > 3 and tokens[-2].endswith("en") and tokens[-1].endswith("en") and tokens[-3] in listed("helpers"):
        return None  # "hat gehen müssen": the finite verb does not come last
    joined = (tokens[at] for at, word in enumerate(tokens[1:]) if word in {"und", "oder"})
    if any(_is_verb(word, tokens[-1]) for word in joined):
        return None  # "ihn gießen und abholen": two verbs share the end
    verb = second_place(tokens[-1])
    if verb is None:
        return None
    start = len(text) - len(tokens[-1])
    at = start + len(verb.prefix)
    return strip(cut(clause, 0, start)), (*cut(clause, at), *layout("\n"), *cut(clause, start, at))


def _is_verb(word: str, last: str) -> bool:
    """Return whether a word before "und" is a verb beside the last one; behind a helper it may be a participle."""
    own = word in words("de", "finite") or (word.islower() and (word.endswith("en") or is_finite(word, "de")))
    return own and (last not in listed("helping") or word in words("de", "finite"))


def _joined(verb: Pieces, rest: Pieces) -> Pieces:
    at = text_of(verb).index("\n")
    word, prefix = cut(verb, 0, at), cut(verb, at + 1)
    tail = (*layout(" "), *prefix) if prefix else ()
    return (*word, *layout(" "), *rest, *tail)


def noun_phrase_end(text: str, names: tuple[str, ...]) -> int | None:
    """Return where the noun phrase at the start of a German text ends, its genitive included, None if unsure."""
    end = _phrase_end(text, names)
    follow = _TOKEN.match(text, end + 1) if end else None
    return None if follow and follow[0] in listed("attribute_openers") else end


def _phrase_end(text: str, names: tuple[str, ...]) -> int | None:
    for name in names:
        if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
            return _with_attribute(text, len(name))
    tokens = list(_TOKEN.finditer(text))[:_LONGEST_SUBJECT]
    if not tokens or tokens[0][0] in _NOT_SUBJECT:
        return None
    if tokens[0][0] in words("de", "pronouns") | listed("subject_pronouns") and not _goes_on(text, tokens[0].end()):
        return tokens[0].end()
    end = _core(tokens)
    return _with_attribute(text, end) if end else None


def _goes_on(text: str, end: int) -> bool:
    """Return whether a noun follows, so that a pronoun is an article here."""
    follow = _TOKEN.match(text, end + 1)
    return follow is not None and follow[0][:1].isupper()


def _core(tokens: list[re.Match[str]]) -> int | None:
    """Return the end of determiner, figures, adjectives and noun with the names right behind it."""
    for at, token in enumerate(tokens):
        word = token[0]
        if _NOUN.match(word):
            last = at
            while (
                last + 1 < len(tokens)
                and (_NOUN.match(tokens[last + 1][0]) or _FIGURE.match(tokens[last + 1][0]))
                and bare(tokens[last][0]) == tokens[last][0]
            ):
                last += 1
            return (
                tokens[last].end() if bare(tokens[last][0]) in (tokens[last][0], tokens[last][0].strip("„“")) else None
            )
        first = at == 0 and word in words("de", "articles") | listed("determiners")
        if not (first or _FIGURE.match(word) or _ADJECTIVE.match(word) or word in listed("determiners")):
            return None
    return None


def _with_attribute(text: str, end: int) -> int:
    between = _BETWEEN.match(text, end)
    return between.end() if between else _with_genitive(text, end)


def _with_genitive(text: str, end: int) -> int:
    follow = _TOKEN.match(text, end + 1)
    if follow is None or follow[0] not in _GENITIVE:
        return end
    tokens = list(_TOKEN.finditer(text, follow.end() + 1))[:4]
    for token in tokens:
        if _NOUN.match(token[0]):
            return token.end() if bare(token[0]) == token[0] else end
        if not (_ADJECTIVE.match(token[0]) or _FIGURE.match(token[0])):
            return end
    return end


@cache
def listed(key: str) -> frozenset[str]:
    """Return a list of the German table as a set."""
    return frozenset(read_table("klaviatur.compose.plain", "plain.toml")["de"][key].split())
