"""What can be cut from a sentence without touching what the rest of it claims.

A cut always runs from one clause border to another. Brackets and insertions between dashes go first; relative clauses
only behind a proper name (behind a common noun they may say which one is meant); subordinate clauses only if they hold
no negation, modality, condition or attribution.
"""

import re
from collections.abc import Iterator

from klaviatur.compose.dashes import SPACED_DASH, between_dashes
from klaviatur.compose.view import COMMA, Cut, View, ends_clause, first_word, has_verb, last_word, listed
from klaviatur.compose.wordorder import is_finite, words
from klaviatur.records import Language

_HELPER = re.compile(
    r"\b(?:ha[bt](?:en|ten|te)?|hatten?|w[iu]rden?|wird|werden|kann|können|muss|müssen|soll(?:en|te|ten)?|will|wollen)\b"
)
_SECOND_VERB = re.compile(r"\b[a-zäöüß]{2,}(?:en|t)\b")
_CLEFT = re.compile(r"\b(?:war|ist|waren|sind) es\b|\b[Ii]t (?:is|was)\b")  # "it was X who": the clause is the news
_BRACKET = re.compile(r"(?<=[\w\"”“’])\s\([^()\n]{2,}\)(?=[\s,.;:!?])|(?<=[\w\"”“’])\s\[[^\[\]\n]{2,}\](?=[\s,.;:!?])")
_SEMICOLON = re.compile(r";\s")
_WORDS = re.compile(r"[\w'’-]+")
_SUPERLATIVE = {
    "de": re.compile(r"\b(?!erste|letzte|nächste|meiste)[a-zäöüß]{2,}(?:st|ßt)e[mnrs]?\b|\beinzige[mnrs]?\b"),
    "en": re.compile(r"\b(?:most|best|worst|first|only|[a-z]{3,}est)\b"),
}
_ZU = re.compile(r"\bzu [a-zäöüß]+en\b|\b[a-zäöüß]+zu[a-zäöüß]+en\b")
_EXAMPLE = ("wie ", "like ", "such as ", "als ")  # "Orte wie Kassel, die ...": the clause is about the places
_MAX_APPOSITION = 14


def cuts(seen: View) -> list[Cut]:
    """Return what may go from a sentence, each cut on its own; two of them may overlap."""
    found = [Cut(*match.span()) for match in _BRACKET.finditer(seen.plain)] + between_dashes(seen)
    found = [cut for cut in found if harmless(seen, cut) and _head_is_clause(seen, cut)]
    found += _semicolon_tail(seen)
    for number in range(len(seen.borders) - 1):
        found += _from_comma(seen, number)
    return [cut for cut in dict.fromkeys(found) if _outside_names(seen, cut)]


def harmless(seen: View, cut: Cut) -> bool:
    """Return whether nothing in a range changes what the rest claims."""
    inside = seen.text[cut.start : cut.end]
    if any(mark in inside for mark in '„“”"»«'):
        return False
    found = {word.lower() for word in _WORDS.findall(inside)}
    return not found & listed(seen.language, "kept") and "n't" not in inside and "n’t" not in inside


def leading_clause(seen: View) -> int | None:
    """Return where the main clause starts behind a subordinate clause that may go, None if there is none."""
    if len(seen.borders) < 2:
        return None
    first = first_word(seen.plain)
    if first.lower() not in listed(seen.language, "lead") or not seen.plain[:1].isupper():
        return None
    start = seen.borders[0] + 2
    main = first_word(seen.plain[start:])
    if not harmless(seen, Cut(0, start)) or main in listed(seen.language, "continues"):
        return None
    if seen.language == "de":
        ends_with_verb = is_finite(last_word(seen.plain[: seen.borders[0]]), "de") or _ZU.search(seen.plain[:start])
        return start if ends_with_verb and is_finite(main, "de") else None
    return start if _english_main_clause(seen.plain[start:]) and not is_finite(main, "en") else None


def _english_main_clause(text: str) -> bool:
    head = COMMA.split(text)[0].split()
    return any(is_finite(word, "en") for word in head[1:8]) and head[0].lower() not in {"which", "who", "including"}


def _head_is_clause(seen: View, cut: Cut) -> bool:
    """Return whether a finite verb stands outside the cut: a title or a list stays as it is."""
    head = seen.plain[: cut.start]
    if cut.end == seen.borders[-1] and first_word(head).lower() in listed(seen.language, "opens"):
        return False  # "Was auch immer ... – es ...": the main clause comes last
    rest = head + seen.plain[cut.end :]
    return any(is_finite(word, seen.language) for word in rest.split())


def _semicolon_tail(seen: View) -> list[Cut]:
    match = _SEMICOLON.search(seen.plain)
    if match is None:
        return []
    cut = Cut(match.start(), seen.borders[-1])
    if ": " in seen.plain[match.end() :]:
        return []  # behind the colon may stand who says all of it
    return [cut] if harmless(seen, cut) and has_verb(seen.plain[: match.start()], seen.language) else []


def _from_comma(seen: View, number: int) -> Iterator[Cut]:
    start, close = seen.borders[number], seen.borders[number + 1]
    if len(SPACED_DASH.findall(seen.plain[:start])) % 2 and SPACED_DASH.search(seen.plain, start):
        return  # inside an insertion between dashes
    last = number + 2 == len(seen.borders)
    end = close if last else close + 1
    if _is_relative(seen, number) or _is_apposition(seen, number, last=last):
        cut = Cut(start, end)
        if harmless(seen, cut) and (last or not _runs_on(seen, number + 1)):
            yield cut
    tail = Cut(start, seen.borders[-1])
    if _is_tail(seen, number) and harmless(seen, tail):
        yield tail


def _runs_on(seen: View, number: int) -> bool:
    """Return whether the next part belongs to what would be cut."""
    return first_word(seen.part(number)).lower() in listed(seen.language, "continues")


def _behind_name(seen: View, number: int) -> bool:
    before = seen.text[: seen.borders[number]]
    name = next((name for name in seen.names if before.endswith(name)), None)
    return name is not None and not before.removesuffix(name).endswith(_EXAMPLE)


def _is_relative(seen: View, number: int) -> bool:
    part = seen.part(number).split()
    if len(part) < 3 or not _behind_name(seen, number) or _CLEFT.search(seen.plain[: seen.borders[number]]):
        return False
    first = part[1] if part[0] in listed(seen.language, "relative_prepositions") else part[0]
    if first not in listed(seen.language, "relative"):
        return False
    if seen.language == "de":
        open_head = number + 2 == len(seen.borders) and lacks_its_verb(seen.plain[: seen.borders[number]])
        # "..., das sei passiert" is reported speech; "hatten sich Merkel, der Premier ... gemacht" a list
        return ends_clause(part) and not is_finite(part[1], "de") and not open_head
    middle = number + 2 < len(seen.borders)
    return not (middle and has_verb(seen.plain[: seen.borders[number]], "en"))  # it may go on behind a comma


def lacks_its_verb(head: str) -> bool:
    """Return whether a German clause with "hatte" or "muss" still waits for its participle or infinitive."""
    helper = _HELPER.search(head)
    return helper is not None and not _SECOND_VERB.search(head, helper.end())


def _is_apposition(seen: View, number: int, *, last: bool) -> bool:
    """Return whether the part only says more about the name in front of it ("Geschäftsführerin der Muster GmbH")."""
    part = seen.part(number)
    tokens = part.split()
    if not _behind_name(seen, number) or not 2 <= len(tokens) <= _MAX_APPOSITION:
        return False
    if any(part.startswith(name) for name in seen.names) or has_verb(part, seen.language):
        return False
    if tokens[0].lower() in listed(seen.language, "continues") or not any(token.islower() for token in tokens):
        return False
    joined = any(token in {"und", "sowie", "oder", "and", "or"} for token in tokens)
    if last:
        return not joined and number > 0
    return number == 0 and is_finite(first_word(seen.part(number + 1)), seen.language)


def _is_tail(seen: View, number: int) -> bool:
    """Return whether everything behind the comma is a clause the main clause does not wait for."""
    head = seen.plain[: seen.borders[number]]
    part = seen.part(number).split()
    open_part = SPACED_DASH.split(head)[-1]
    if len(part) < 3 or not has_verb(open_part, seen.language) or _waits(head, seen.language):
        return False
    first = part[0].lower()
    if first in listed(seen.language, "joins"):
        return _is_joined_clause(seen, number, part)
    if first in listed(seen.language, "tail") and part[:2] != ["as", "well"]:
        return _tail_is_whole(seen, number, first, head)
    return seen.language == "en" and number + 2 == len(seen.borders) and _is_participle(first, part)


def _is_participle(first: str, part: list[str]) -> bool:
    return (
        first.endswith("ing")
        and len(first) > 5
        and len(part) > 3
        and part[1] not in {"and", "or"}
        and first not in listed("en", "never_ing")
    )


def _tail_is_whole(seen: View, number: int, first: str, head: str) -> bool:
    later = [seen.part(n).split() for n in range(number, len(seen.borders) - 1)]
    if seen.language == "de" and not all(ends_clause(one) for one in later if one):
        return False  # the main clause goes on behind it
    if first == "um":  # "must ..., in order to ..." is a condition
        return bool(_ZU.search(seen.plain[seen.borders[number] :])) and not _modal(head)
    if seen.language == "de":
        return True
    if number + 2 < len(seen.borders):
        return False  # what follows the next comma may belong to the main clause
    if first in {"who", "whose"}:
        return _behind_name(seen, number)
    return first not in {"with", "as", "since"} or number == 0


def _modal(text: str) -> bool:
    return bool({word.lower() for word in _WORDS.findall(text)} & listed("de", "kept"))


def _is_joined_clause(seen: View, number: int, part: list[str]) -> bool:
    """Return whether ", und ..." starts a main clause of its own, not the last item of a list."""
    if number > 0 or number + 2 < len(seen.borders):
        return False
    if seen.language == "de":
        return any(is_finite(word, "de") for word in part[2:5]) and not is_finite(part[1], "de")
    return any(word in words("en", "auxiliaries") for word in part[2:6]) and part[1] not in {"is", "are", "was", "were"}


def _waits(head: str, language: Language) -> bool:
    """Return whether a main clause is true only with what follows: "so ...", "the fastest ... which"."""
    waiting = any(word.lower() in listed(language, "waits") for word in _WORDS.findall(head))
    return waiting or bool(_SUPERLATIVE[language].search(head))


def _outside_names(seen: View, cut: Cut) -> bool:
    for name in seen.names:
        at = seen.text.find(name)
        while at >= 0:
            if any(at < border < at + len(name) for border in (cut.start, cut.end)):
                return False
            at = seen.text.find(name, at + 1)
    return True
