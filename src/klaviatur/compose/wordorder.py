"""German verb-second order, as far as it is certain: which word is a finite verb, and how a subject gets before it.

No tagger is behind this: what is not sure is answered with no, so that a form chooses another sentence.
"""

import re
from functools import cache

from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

_ROOM = "klaviatur.compose"
_TOKEN = re.compile(r"\S+")
_CORE = re.compile(r"^[\"„“‚‘(\[]*(.*?)[\"“”‘’)\].,;:!?…]*$", re.DOTALL)
_VERB_ENDING = re.compile(r"(?:t|te|ten|tet|test)$")
_SUPERLATIVE = re.compile(r"(?<!s)ste[nrms]?$")
_ADJECTIVE = re.compile(r"[a-zäöüß-]{2,}e[nrs]?$")
_GENITIVE = re.compile(r"(?:des|eines|unseres) (?:[a-zäöüß-]+en )?[A-ZÄÖÜ][\wäöüß-]*s\b")
_MAX_SUBJECT_WORDS = 8


def bare(word: str) -> str:
    """Return a word without the marks around it."""
    match = _CORE.match(word)
    return match[1] if match else word


@cache
def words(language: Language, key: str) -> frozenset[str]:
    """Return a list of the table as a set."""
    return frozenset(read_table(_ROOM, "wordorder.toml")[language][key].split())


@cache
def _strong() -> tuple[str, ...]:
    return tuple(words("de", "strong"))


def is_finite(word: str, language: Language) -> bool:
    """Return whether a word is written like a finite verb (in German also a participle or a plural may be)."""
    word = bare(word)
    if word in words(language, "finite"):
        return True
    if language == "en":
        return word.endswith(("ed", "s")) and word.islower() and not word.endswith(("ss", "us", "ous"))
    if not word[:1].islower() or word in words("de", "never") or not word.isalpha():
        return False
    ending = len(word) > 3 and _VERB_ENDING.search(word) and not _SUPERLATIVE.search(word)
    return word.endswith(_strong()) or bool(ending)


def starts_with_verb(text: str) -> bool:
    """Return whether a German clause starts with its finite verb, so that it would read as a question."""
    tokens = text.split(maxsplit=2)
    if not tokens or is_finite(tokens[0], "de"):
        return True
    follow = tokens[1] if len(tokens) > 1 else ""
    plural = (
        tokens[0].islower() and tokens[0].endswith(("en", "ern", "eln")) and tokens[0] not in words("de", "articles")
    )
    return plural and (follow in words("de", "articles") or follow in {"sich", "es", "er", "sie", "wir", "den", "dem"})


def subject_end(text: str, names: tuple[str, ...]) -> int | None:
    """Return where the German subject at the start of `text` ends, None if that is not certain.

    `text` starts right behind a finite verb. `names` are proper names of the source, longest first.
    """
    pronoun = _pronoun(text)
    if pronoun is not None:
        return pronoun
    end = _named(text, names) or _noun_phrase(text)
    if end is None:
        return None
    genitive = _GENITIVE.match(text, end + 1)
    end = genitive.end() if genitive else end
    return end if _complete(text[end:]) else None


def subject_first(text: str, names: tuple[str, ...]) -> tuple[int, int, int] | None:
    """Return (end of the verb, start and end of the subject) of "startet die Stadt am Montag ...", None if unsure.

    A "sich" between verb and subject stays behind the verb.
    """
    verb = _TOKEN.match(text)
    if verb is None or not is_finite(verb[0], "de") or bare(verb[0]) != verb[0]:
        return None
    start = verb.end() + 1
    if text.startswith("sich ", start):
        start += 5
    end = subject_end(text[start:], names)
    return (verb.end(), start, start + end) if end else None


def _named(text: str, names: tuple[str, ...]) -> int | None:
    for name in names:
        if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
            return len(name)
    return None


def _pronoun(text: str) -> int | None:
    first = _TOKEN.match(text)
    return first.end() if first and first[0] in words("de", "pronouns") and _lower_follows(text, first.end()) else None


def _lower_follows(text: str, end: int) -> bool:
    return text[end + 1 : end + 2].islower()


def _noun_phrase(text: str) -> int | None:
    """Return the end of article + adjectives + noun, None for anything richer."""
    tokens = list(_TOKEN.finditer(text))[:_MAX_SUBJECT_WORDS]
    if not tokens or tokens[0][0] not in words("de", "articles"):
        return None
    for token in tokens[1:]:
        if token[0][0].isupper():
            core = bare(token[0])
            return token.start() + len(core) if token[0].startswith(core) else None
        if not (_ADJECTIVE.fullmatch(token[0]) or token[0].isdigit()):
            return None
    return None


def _complete(rest: str) -> bool:
    """Return whether nothing in front of `rest` asks for more of the noun phrase."""
    if rest in {".", "!", ""}:
        return True
    follow = _TOKEN.match(rest.lstrip(" "))
    if not rest.startswith(" ") or follow is None:
        return False
    word = bare(follow[0])
    if word in words("de", "unsure_after") or word[:1].isupper():
        return False
    if word in words("de", "after_subject"):
        return True
    second = rest[follow.end() + 1 :].lstrip()[:1]
    genitive = word.endswith("er") and second.isupper()  # "die Zahl verletzter Kinder"
    return not genitive and (word[:1].islower() or word[:1].isdigit())
