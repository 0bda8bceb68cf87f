"""Short lines from long sentences: what is said in a few words, noun phrases that stand alone, dates ahead.

Every line is a run of the source's own words from one border to another. Where a border is not sure, there is no line.
"""

import re
from collections.abc import Iterator
from functools import cache

from klaviatur.compose.desk import Desk
from klaviatur.compose.forms.ranked import by_rank
from klaviatur.compose.given import TITLE
from klaviatur.compose.kinds import kinds_in
from klaviatur.compose.pieces import Pieces, capitalise, cut, text_of, without_end_mark, words_in
from klaviatur.compose.plain import statements_in
from klaviatur.compose.room import shortened, stands, telegraphed
from klaviatur.compose.standing import surroundings, text_stands_alone
from klaviatur.compose.statements import Statement, is_anchored
from klaviatur.compose.wordorder import is_finite, words
from klaviatur.records import Language, NameKind
from klaviatur.text.lexicon import read_table

_DENIES = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|niemand|nichts|weder|kaum|not|no|never|nobody|none|neither|hardly|\w+n[’']t)\b",
    re.IGNORECASE,
)

_NO_PROMISE = frozenset({"quote", "setback", "exception", "attributed", "spent", "sender", "first_person", "throat"})
_STRONG = 10  # statements; what weighs less is no headline
_FEWEST = 3  # words of a told line
_LEAST = 0.35  # of a clause that has to be left
_NAMING = 2  # capitals in a phrase without a figure; fewer name nothing
_SHORTEST = 8  # characters of a noun phrase
_TAIL = re.compile(r" (?:der|des|in|bei|für|aus) (?=[^ ]+(?: [A-ZÄÖÜ][\w-]+)*$)")  # what a noun phrase can do without
_ACTOR = {  # who does something at the beginning of a line
    "de": re.compile(
        r"(?:(?:Die|Der|Das) )?((?!(?:Die|Der|Das|In|Im|Am|Mit) )[A-ZÄÖÜ][\w-]+ [A-ZÄÖÜ][\w.&-]+(?: [A-ZÄÖÜ][\w.&-]+)?)"
        r"(?= [a-zäöü]+(?:t|en|te|ten|um)\b)"
    ),
    "en": re.compile(
        r"(?:The )?((?!(?:The|In|On|At|A|After) )[A-Z][\w’'&.-]+(?: (?:& )?[A-Z][\w’'&.-]+){0,3})"
        r"(?= (?:to|[a-z]+s|[a-z]+ed|will|has|is|lost|cut)\b)"
    ),
}
_POINTS_BACK = re.compile(r"\b(?:them|it|him|her|they|its|their|sie|ihn|ihm|ihnen|es|dies\w*)\b")
_NAMELESS = re.compile(r"(?:He|She|They|It) ")
_CONDITION = re.compile(  # what a figure is worth: "9 Euro im Monat", "£48 per harbour"
    r"(?:im|am|in der) (?:Monat|Jahr|Tag|Woche|Schnitt|Durchschnitt)\b|(?:pro|je|per|each|mehr als|bis zu) "
)
_TOKEN = re.compile(r"\S+")
_SAYING = 4  # words; fewer around a person's name say nothing about the person
_COUNT = re.compile(r"[\d.,]+\s[^\W\d][\w-]+")  # "23 Spiele"
_OPENS = re.compile(
    r"(?:Dabei|Deshalb|Trotzdem|Denn|Danach|Das|Dies|But|So|That|This|It|They|He|She|Es|Er|Sie|Wer|Was|If|Wenn)\b"
)


def told(desk: Desk, high: int) -> Iterator[Pieces]:
    """Give what the strongest statements say in at most `high` characters: `Die Serie umfasst 14 Module`."""

    def fits(text: str) -> bool:
        return len(text.rstrip(".")) <= high

    ranked = [s for s in by_rank(desk, desk.brief.standing) if not s.in_context and is_known(desk, s)]
    usable = [s for s in ranked[:_STRONG] if not s.kinds & _NO_PROMISE]
    for one in sorted(usable, key=_promise, reverse=True):
        for clause in statements_in(desk.source, one.pieces):
            short = shortened(desk.source, clause, fits) or _cut(desk, clause, high)
            if short and _is_line(desk, text_of(short)):
                yield without_end_mark(short)


def is_known(desk: Desk, one: Statement) -> bool:
    """Return whether what a statement takes for granted is in the source's own title: an ad is read with it."""
    return not one.granted or (desk.source.title is not None and all(TITLE in places for places in one.granted))


def _promise(one: Statement) -> int:
    """Return how much a statement offers its reader: a price, a figure, a date ahead."""
    return sum(kind in one.kinds for kind in ("price", "cost", "figure", "ahead", "money", "change"))


def _cut(desk: Desk, clause: Pieces, high: int) -> Pieces:
    whole = without_end_mark(clause)
    short = telegraphed(desk.source, whole, lambda text: len(text) <= high, least=_LEAST)
    rest = text_of(whole)[len(text_of(short)) :].split(maxsplit=1)
    behind = text_of(whole)[len(text_of(short)) :].strip()
    allowed = short and rest and rest[0] in _listed(desk.source.language, "may_go")
    return short if allowed and not _CONDITION.match(behind) else ()


def _is_line(desk: Desk, text: str) -> bool:
    """Return whether a line says something by itself: a subject, its verb and what the verb asks for."""
    language = desk.source.language
    tokens = text.rstrip(".").split()
    ends_open = not tokens or _ends_open(tokens, language)
    verb = any(is_finite(token, language) for token in tokens)
    if len(tokens) < _FEWEST or ends_open or not verb or _OPENS.match(text) or not stands(text) or text.endswith("?"):
        return False
    limited = kinds_in(text, language) & {"exception", "first_person", "setback"}
    return not limited and text_stands_alone(desk.source, text.rstrip(".") + ".")


def _ends_open(tokens: list[str], language: Language) -> bool:
    """Return whether a line stops at its verb: "Die Auslieferung beginnt", "Bills will rise"."""
    last, before = tokens[-1], tokens[-2] if len(tokens) > 1 else ""
    helped = before in words(language, "auxiliaries") if language == "en" else False
    return last.islower() and (helped or is_finite(last, language)) and last not in _listed(language, "may_end")


def phrases_in(desk: Desk, line: Pieces, high: int) -> Iterator[Pieces]:
    """Give the noun phrases of a title that stand alone, the longest first: `31 Betriebe in Gera`.

    A title that denies something gives none: a part of it would say the contrary.
    """
    text = text_of(line).replace("\u00a0", " ")
    if _DENIES.search(text):
        return
    names = surroundings(desk.source).names
    runs = list(_runs(text, desk.source.language))
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        found = text[start:end]
        torn = any(_tears(text, name, start, end) for name in names) or found.count("„") != found.count("“")
        whole = start == 0 and end == len(text)
        bare_noun = not any(char.isdigit() for char in found) and _names_in(found, desk.source.language) < _NAMING
        if (
            not torn
            and not whole
            and not bare_noun
            and _SHORTEST <= len(found) <= high
            and words_in(cut(line, start, end)) > 1
        ):
            yield capitalise(cut(line, start, end))


def acting(desk: Desk) -> Iterator[Pieces]:
    """Give whom the title and the first sentences are about, as a name may be used: `Stadtbibliothek Marburg`."""
    lines = [desk.brief.title, *(one.follows for one in desk.brief.statements[:2])]
    for line in lines:
        match = _ACTOR[desk.source.language].match(text_of(line).replace("\u00a0", " "))
        if match and not any(_tears(text_of(line), name, *match.span(1)) for name in surroundings(desk.source).names):
            yield cut(line, *match.span(1))


def _runs(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Give noun phrases that begin where a noun phrase can: at the front, behind a colon or a verb."""
    tokens = [(m.start(), m[0]) for m in _TOKEN.finditer(text)]
    for (_, before), (start, _) in zip([(0, ":"), *tokens], tokens, strict=False):
        verb = before.islower() and is_finite(before, language) and before not in _listed(language, "may_end")
        opens = before.endswith(":") or verb or before in _listed(language, "before")
        match = _phrase(language).match(text, start) if opens else None
        if match and (start == 0 or not match["adjective"]) and not (before == "der" and not _is_feminine(match[0])):
            yield match.span()
            core = _TAIL.search(match[0])
            if core:
                yield start, start + core.start()


def _is_feminine(phrase: str) -> bool:
    """Return whether a noun keeps its form behind "der" in the genitive."""
    return phrase.split(maxsplit=1)[0].endswith(tuple(_listed("de", "feminine")))


def _names_in(phrase: str, language: Language) -> int:
    """Return how many nouns and names a phrase holds, 0 if it begins with a preposition."""
    tokens = phrase.split()
    if tokens[0].lower() in _listed(language, "openers"):
        return 0
    return sum(word[:1].isupper() for word in tokens if word.lower() not in words("de", "articles"))


def reads_alone(desk: Desk, text: str) -> bool:
    """Return whether a line without a verb still tells what it is about: it names somebody, or explains a figure.

    `Wenige Tage vor der Wahl` and `23 Spiele` need their text; `Messe in Gera` and `9 Euro im Monat` do not.
    """
    language = desk.source.language
    tokens = [token.rstrip(",.:;!?") for token in text.replace("\u00a0", " ").split()]
    if any(is_finite(token, language) for token in tokens[1:]):
        return True
    figure = any(char.isdigit() for char in text)
    opens = tokens[0].lower() in _listed(language, "openers") and not figure
    person = len(tokens) < _SAYING and any(n.kind is NameKind.PERSON and n.text in text for n in desk.source.names)
    return not opens and not person and stands(text) and is_anchored(desk.source, text) and not _COUNT.fullmatch(text)


def is_nameless(text: str) -> bool:
    """Return whether a line begins with a pronoun for somebody another line names."""
    return bool(_NAMELESS.match(text))


def told_by_itself(desk: Desk, one: Statement) -> Iterator[Pieces]:
    """Give what a statement says, thought by thought: those that need neither each other nor another sentence."""
    announced = False  # the clause before ended in a colon: this one is somebody's words
    for number, clause in enumerate(statements_in(desk.source, one.pieces)):
        text = text_of(clause)
        points_back = number and _POINTS_BACK.search(text)
        opens_back = (number and _OPENS.match(text)) or _NAMELESS.match(text) or text.endswith(":") or announced
        announced = text.endswith(":")
        if not points_back and not opens_back and text_stands_alone(desk.source, text):
            yield clause


def _tears(text: str, name: str, start: int, end: int) -> bool:
    at = text.find(name)
    return at >= 0 and any(at < border < at + len(name) for border in (start, end))


@cache
def _phrase(language: Language) -> re.Pattern[str]:
    return re.compile(read_table("klaviatur.compose.forms", "telegrams.toml")[language]["phrase"], re.VERBOSE)


@cache
def _listed(language: Language, key: str) -> frozenset[str]:
    return frozenset(read_table("klaviatur.compose.forms", "telegrams.toml")[language][key].split())
