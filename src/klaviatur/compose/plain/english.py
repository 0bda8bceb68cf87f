"""Where an English sentence parts into shorter ones, and how each part reads on its own."""

import re
from collections.abc import Callable
from functools import cache

from klaviatur.compose.pieces import Pieces, cut, layout, mark, swap, text_of
from klaviatur.compose.view import View
from klaviatur.compose.wordorder import bare, is_finite, words
from klaviatur.text.lexicon import read_table

Parting = Callable[[Pieces, View], list[Pieces]]

_SUBJECT = re.compile(r"(?:The|Its|Their|His|Her|This|These|Those) (?:[\w’'-]+ ){0,4}?$")
_INDEFINITE = re.compile(r"\ban? ((?:[a-z’'-]+ ){0,3}[a-z-]+)$")
_COUNTED = re.compile(r"\b((?:[\d.,]+|two|three|four|five|six|seven|eight|nine|ten) (?:[a-z-]+ ){0,2}[a-z-]+s)$")
_DEFINITE = re.compile(r"\b((?:[Tt]he|[Ii]ts|[Tt]heir) (?:(?!of |in |at |on |for |to |from )[\w’'-]+ ){0,3}[\w’'-]+)$")
_THAT = re.compile(r"\ban? ((?:[a-z’'-]+ ){0,2}[a-z-]+) (?:that|which|who) (?=[a-z]+)")
_CLAUSE = re.compile(r",? (because|although|though|even though) ")
_WAITS = re.compile(r"\b(?:that|which|who|if|when|while|so)\b")
_LEADS = re.compile(r"(Because|Although|Though|Even though) ")
_OBJECT = r"(?:the|an?|its|their|them|it|[\d£$€]|no|one|two|three|four|five|six|seven|eight|nine|ten)\b"
_AND = re.compile(rf"(?:, and|,| and) (?=[a-z]+s {_OBJECT})|,? and (?=does not )")  # before a verb with its own object
_CAPITALS = re.compile(r"(?:[A-Z0-9][\w.&’'-]* (?:& )?)*[A-Z0-9][\w.&’'-]*$")
_PLACED = re.compile(r"\b(?:in|at|of|from|near|to|for|by|on|with) (?:the )?$")  # "a factory in Dundee, which": which?
_GOES_ON = frozenset({"because", "although", "after", "before", "when"})
_EACH = re.compile(r"\b(?:an?|per|each|every) (?:year|month|week|day|hour|minute|head|person|piece|night)$")
_RELATIVE = frozenset({"which", "who"})
_WHOLE = frozenset(
    {"means", "makes", "meant", "made", "could", "would", "may", "might", "will"}
)  # "..., which means": all of it
_BEGINS = re.compile(r"(?:It |He |She |(?:The|Its|A|An) (?:[\w’'-]+ ){1,3}?|(?:[A-Z][\w&’'.-]* ){1,4})(?=[a-z]+s )")
_LONGEST_SUBJECT = 6  # words


def parted(pieces: Pieces, seen: View) -> list[Pieces]:
    """Return the halves of a sentence that says two things, [] if it cannot be parted for sure."""
    if seen.text.rstrip('”"').endswith("?"):
        return []
    ways: tuple[Parting, ...] = (_leading, _relative, _trailing, _that, _second_verb)
    return next((found for way in ways if (found := way(pieces, seen))), [])


def _relative(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "The café, which opened in May, seats 44 people"; behind a comma such a clause only adds something."""
    for number, comma in enumerate(seen.borders[:-1]):
        end, last = seen.borders[number + 1], number + 2 == len(seen.borders)
        clause = seen.part(number).split()
        if len(clause) < 3 or clause[0] not in _RELATIVE or clause[1] in _WHOLE or not is_finite(clause[1], "en"):
            continue
        subject = _subject(pieces, seen, comma)
        if not subject or (not last and not _reads_on(seen, end)) or _unreal(seen.plain[:comma]):
            continue
        said = (*subject, *layout(" "), *cut(pieces, comma + 2 + len(clause[0]) + 1, end))
        rest = cut(pieces, end) if last else cut(pieces, end + 1)
        return [(*cut(pieces, 0, comma), *rest), said]
    return []


def _reads_on(seen: View, end: int) -> bool:
    """Return whether the verb of the main clause follows the clause."""
    first = seen.plain[end + 1 :].split(maxsplit=1)
    return bool(first) and first[0].islower() and (is_finite(first[0], "en") or first[0] in _GOES_ON)


def _subject(pieces: Pieces, seen: View, comma: int) -> Pieces:
    """Return what a clause behind a comma speaks of, fit to begin a sentence, () if that is not sure."""
    head = seen.plain[:comma]
    named = name_before(seen, comma)
    if named:
        article = "The " if seen.text[: comma - len(named)].endswith(("The ", "the ")) else ""
        return mark(cut(pieces, comma - len(named) - len(article), comma), "resolved")
    if len(head.split()) <= _LONGEST_SUBJECT and _SUBJECT.match(head + " "):
        return mark(cut(pieces, 0, comma), "resolved")
    if _EACH.search(head):
        return ()  # "£2 million a year, which ...": not the year
    indefinite = _INDEFINITE.search(head) or _COUNTED.search(head)
    if indefinite:
        return _the(pieces, indefinite.start(1), comma)
    definite = _DEFINITE.search(head)
    return _with_the(mark(cut(pieces, definite.start(1), comma), "resolved")) if definite else ()


def _with_the(pieces: Pieces) -> Pieces:
    """Return "The night light" for "its night light": whose it is has just been said."""
    first = text_of(pieces).split(maxsplit=1)[0]
    return swap(pieces, 0, len(first), "The", "resolved") if first.lower() in {"its", "their"} else pieces


def name_before(seen: View, comma: int) -> str | None:
    """Return the name right before a comma, with the capitals in front of it that belong to it."""
    head = seen.text[:comma]
    run = _CAPITALS.search(head) if any(head.endswith(name) for name in seen.names) else None
    placed = run and seen.plain[comma + 2 :].startswith("which ") and _PLACED.search(head[: run.start()])
    return run[0].removeprefix("The ") if run and not placed else None


def _the(pieces: Pieces, start: int, end: int) -> Pieces:
    """Return "The workshop" for what "a workshop" has brought in."""
    noun = cut(pieces, start, end)
    before = text_of(cut(pieces, start - 2, start))
    first = swap(cut(pieces, start - 2, start - 1), 0, 1, "The", "resolved") if before == "a " else ()
    return (*first, *layout(" "), *mark(noun, "resolved")) if first else _the_counted(noun)


def _the_counted(noun: Pieces) -> Pieces:
    text = text_of(noun)
    return swap(noun, 0, len(text.split(maxsplit=1)[0]), "The " + text.split(maxsplit=1)[0], "resolved")


def _leading(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "Because A, B" into "A. So B", and "Although A, B" into "A. But B"."""
    match = _LEADS.match(seen.plain)
    if match is None or len(seen.borders) < 2 or not _has_verb(seen.plain[match.end() : seen.borders[0]]):
        return []
    comma = seen.borders[0]
    if not _has_verb(seen.plain[comma + 2 :]) or seen.plain[comma + 2 :].startswith(("and ", "or ")):
        return []
    word = "So" if match[1] == "Because" else "But"
    opener = swap(cut(pieces, 0, len(match[1])), 0, len(match[1]), word, "plain")
    return [cut(pieces, match.end(), comma), (*opener, *layout(" "), *_small(cut(pieces, comma + 2), seen))]


def _small(pieces: Pieces, seen: View) -> Pieces:
    """Return the words with a small letter in front unless they begin with a name."""
    text = text_of(pieces)
    named = any(text.startswith(name) for name in seen.names) or text[:2].isupper()
    return pieces if named or not text[:1].isupper() else swap(pieces, 0, 1, text[0].lower(), "case")


def _trailing(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "A because B" into "A. The reason: B", and "A, although B" into "A. But B"."""
    match = _CLAUSE.search(seen.plain)
    end = seen.borders[-1]
    if match is None or seen.plain[: match.start()].endswith(("only", "just", "not", "partly", "mainly")):
        return []
    head, clause = seen.plain[: match.start()], seen.plain[match.end() : end]
    if not _has_verb(head) or not _is_clause(clause, seen) or _WAITS.search(head):
        return []
    if match[1] == "because" and (len(head.split()) < 3 or _unreal(head)):
        return []
    word = "That is because" if match[1] == "because" else "But"
    opener = swap(cut(pieces, match.start(1), match.end(1)), 0, len(match[1]), word, "plain")
    return [cut(pieces, 0, match.start()), (*opener, *layout(" "), *cut(pieces, match.end(), end))]


def _is_clause(text: str, seen: View) -> bool:
    """Return whether words begin with a subject and have a verb."""
    first = text.split(maxsplit=1)[0].lower() if text.split() else ""
    begins = (
        any(text.startswith(name) for name in seen.names)
        or first in _listed("subjects")
        or first.endswith(("’s", "'s", "s"))
    )
    return begins and _has_verb(text)


def _that(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "... after a restoration that took a year": a thing brought in with "a" and what is said of it."""
    match = _THAT.search(seen.plain)
    end = seen.borders[-1]
    verb = seen.plain[match.end() :].split(maxsplit=1)[0] if match else ""
    if (
        match is None
        or ", " in seen.plain[match.end() :]
        or (verb not in _listed("past") and _unreal(seen.plain[: match.start()]))
    ):
        return []
    past = verb.endswith("ed") or verb in _listed("past")
    if not (is_finite(verb, "en") or past) or verb in _WHOLE or not _has_verb(seen.plain[: match.start()]):
        return []
    stop = match.end(1)
    return [cut(pieces, 0, stop), (*_the(pieces, match.start(1), stop), *layout(" "), *cut(pieces, match.end(), end))]


def _second_verb(pieces: Pieces, seen: View) -> list[Pieces]:
    """Part "The café seats 44 people and creates nine jobs": the subject comes again before the second verb."""
    text = seen.plain
    named = next((name for name in seen.names if text.startswith(name)), None)
    match = _BEGINS.match(text)
    end = len(named) if named else match.end() - 1 if match else 0
    verb = text[end:].split(maxsplit=1)[0] if end else ""
    if not verb.endswith("s") or not verb.islower() or verb in words("en", "auxiliaries"):
        return []
    places = list(_AND.finditer(text, end))
    if not places or "and" not in places[-1][0] or _WAITS.search(text[end : places[0].start()]):
        return []
    stops = [*(one.start() for one in places[1:]), seen.borders[-1]]
    subject = mark(cut(pieces, 0, end), "resolved")
    more = [(*subject, *layout(" "), *cut(pieces, one.end(), stop)) for one, stop in zip(places, stops, strict=True)]
    return [cut(pieces, 0, places[0].start()), *more]


def _has_verb(text: str) -> bool:
    tokens = [bare(token) for token in text.split()]
    return any(
        word in words("en", "finite") or (word.islower() and word.endswith("ed")) or word in _listed("past")
        for word in tokens
    ) or any(is_finite(word, "en") for word in tokens[1:6])


def _unreal(text: str) -> bool:
    """Return whether a clause denies, wants or supposes something, so that what it speaks of may not be there."""
    return any(bare(token).lower() in _listed("unreal") or "n’t" in token or "n't" in token for token in text.split())


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(read_table("klaviatur.compose.plain", "plain.toml")["en"][key].split())
