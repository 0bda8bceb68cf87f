"""Rewriting groups of people in the voice's form, where the plural is sure; what is not becomes a finding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from klaviatur.compose.gender.persons import Person, person_named
from klaviatur.compose.pieces import Pieces, rewrite, text_of
from klaviatur.records import Bilingual, Finding, Piece, Severity, Span
from klaviatur.text.quotation import quotation_spans

_WORD = re.compile(r"(?<![\w*:/@.-])[A-ZÄÖÜ][\wäöüß-]{3,}(?![\w*:/@-])")
_PAIR = re.compile(r"(?P<women>[A-ZÄÖÜ][\w-]+)innen (?:und|oder|bzw\.) (?P<men>[A-ZÄÖÜ][\w-]+)")
_PAIR_TURNED = re.compile(r"(?P<men>[A-ZÄÖÜ][\w-]+) (?:und|oder|bzw\.) (?P<women>[A-ZÄÖÜ][\w-]+)innen\b")
_STARRED = re.compile(r"(?P<women>[A-ZÄÖÜ][\w-]+?)(?:[*:_·]|/-?)innen\b")
_PLURAL_BEFORE = re.compile(
    r"(?:\b(?:die|alle|viele|mehrere|einige|wenige|zahlreiche|keine|unsere|ihre|seine|eure|meine|diese|jene|beide|manche|"
    r"sämtliche|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|hunderte|tausende|allen|vielen|"
    r"mehreren|einigen|unseren|ihren|seinen|diesen|beiden|Millionen|Tausende|Hunderte|Dutzend)|\d[\d.]*)"
    r"(?: [a-zäöüß-]+e[nr]?)*[ \u00a0]$",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?<![\d.,])1[ \u00a0]$")
_DATIVE_BEFORE = re.compile(
    r"\b(?:mit|von|bei|aus|zu|nach|seit|unter|zwischen|gegenüber) den (?:[a-zäöüß-]+en )*$", re.IGNORECASE
)
_GROUP_OF = re.compile(  # "der Besucher" is a plural behind these
    r"\b(?:Zahl|Anzahl|Anteil|Gruppe|Mehrheit|Teil|Hälfte|Drittel|Viertel|Prozent|Reihe|Vertretung|Wünsche|Rechte|"
    r"Interessen|Sicherheit|Arbeit|Kreis|Schutz|Team) (?:der|unserer|aller|vieler) (?:[a-zäöüß-]+en )*$"
)
_SINGULAR_BEFORE = re.compile(
    r"\b(?:der|des|dem|den|ein|eines|einem|einen|kein|keinem|keinen|keines|jeder|jedem|jeden|jedes|als|vom|zum|beim|im|am|"
    r"ist|war|wird|bleibt|werden|wurde|sein|ihr|mein|unser|dieser|diesem|diesen|dieses|Herr|Frau|neuer|erster|langjähriger)"
    r"(?: [a-zäöüß-]+e[nrs]?)*[ \u00a0]$",
    re.IGNORECASE,
)
_ONE_OF_ALL = re.compile(r"\b(?P<word>[Jj]eder|[Ee]in|[Kk]ein) (?P<noun>[A-ZÄÖÜ][\w-]{3,})(?! [A-ZÄÖÜ])")
_WEAK = re.compile(
    r"\b(?:die|den|der|(?:dies|all|kein|unser|ihr|sein|beid|mein|sämtlich|eur)e[nr]?)(?: [a-zäöüß-]+en)*[ \u00a0]$",
    re.IGNORECASE,
)
_NAME_FOLLOWS = re.compile(r" (?:Dr\. |Prof\. )?[A-ZÄÖÜ][a-zäöüß-]+(?! (?:und|oder) )")
_DATIVE_PREPOSITION = re.compile(
    r"\b(?:mit|von|bei|aus|zu|nach|seit|unter|zwischen|gegenüber|neben)(?: \d[\d.]*| vielen| einigen| mehreren)? $",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:, | und | oder | sowie )$")


@dataclass(frozen=True, slots=True)
class _Group:
    """Words for people at their place, with the case as far as it changes their form."""

    start: int
    end: int
    person: Person
    dative: bool
    weak: bool  # behind an article: die Mitarbeitenden


def in_form(pieces: Sequence[Piece], policy: str, names: tuple[str, ...]) -> tuple[Pieces, tuple[Finding, ...]]:
    """Return German pieces with groups of people in the form of the policy, and findings for what was not sure.

    `policy` as in `Voice.gender`; "as_source" changes nothing. Spans of the findings count in the new text.
    """
    text = text_of(pieces)
    if policy == "as_source" or not text:
        return tuple(pieces), ()
    kept = [*quotation_spans(text), *_names_in(text, names)]
    groups = [one for one in _groups(text, policy) if not any(a < one.end and one.start < b for a, b in kept)]
    edits = [(one.start, one.end, words) for one in groups if (words := _worded(one, policy))]
    edits += _joints(text, edits) if policy == "pair" else []
    edits = sorted(edit for edit in edits if text[edit[0] : edit[1]] != edit[2])
    changed = rewrite(pieces, edits, "gender")
    told = text_of(changed)
    kept = [*quotation_spans(told), *_names_in(told, names)]
    doubts = (*_single_ones(told, kept), *_without_form(told, kept, policy))
    return changed, doubts if policy != "generic" else ()


def _joints(text: str, edits: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return "sowie" for the "und" between two pairs, which has enough of them."""
    between = [(left[1], right[0]) for left, right in pairwise(edits)]
    return [(start, end, " sowie ") for start, end in between if text[start:end] == " und "]


def _names_in(text: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    return [match.span() for name in names for match in re.finditer(re.escape(name), text)]


def _groups(text: str, policy: str) -> Iterator[_Group]:
    """Give the groups of people whose form the policy changes, in order, none twice."""
    taken: list[tuple[int, int]] = []
    for pattern in (_PAIR, _PAIR_TURNED, _STARRED):
        for match in pattern.finditer(text):
            one = _marked(text, match)
            taken.append(match.span())
            if one and policy != _kind(match):
                yield one
    if policy == "generic":
        return
    for match in _WORD.finditer(text):
        person = person_named(match[0])
        if person and not any(a <= match.start() < b for a, b in taken) and _is_plural(text, match, person):
            yield _group(text, match.start(), match.end(), person, dative=_is_dative(text, match, person))


def _kind(match: re.Match[str]) -> str:
    if match.re is not _STARRED:
        return "pair"
    return {"*": "star", ":": "colon"}.get(match[0][len(match["women"])], "other")


def _marked(text: str, match: re.Match[str]) -> _Group | None:
    """Return the group of a pair or a form with a star; the case of a pair shows in its second word."""
    if match.re is not _STARRED:
        person = person_named(match["men"])
        same = person is not None and person.stem == match["women"]
        return (
            _group(text, *match.span(), person, dative=match["men"] == person.dative != person.plural)
            if same and person
            else None
        )
    found = next((p for ending in ("", "e", "en", "n") if (p := person_named(match["women"] + ending))), None)
    if found is None or found.stem != match["women"]:
        return None
    before = text[: match.start()]
    dative = bool(
        _DATIVE_BEFORE.search(before) or _DATIVE_PREPOSITION.search(before) or before.endswith((" den ", "Den "))
    )
    return _group(text, *match.span(), found, dative=dative)


def _group(text: str, start: int, end: int, person: Person, *, dative: bool) -> _Group:
    return _Group(start, end, person, dative, bool(_WEAK.search(text[:start])))


def _is_plural(text: str, match: re.Match[str], person: Person) -> bool:
    """Return whether a word is a plural for sure, and means anybody, not the bearer of a name."""
    before, after = text[: match.start()], text[match.end() :]
    if _NAME_FOLLOWS.match(after) or _ONE.search(before):
        return False
    if person.same_in_singular and match[0] == person.dative:
        return True  # "den Mitarbeitern" is nothing but a plural
    if _PLURAL_BEFORE.search(before) or _GROUP_OF.search(before) or _DATIVE_BEFORE.search(before):
        return True
    if not person.same_in_singular and re.search(r"\b[Dd]er (?:[a-zäöüß-]+en )*$", before):
        return True  # "der Kunden": one would be "der Kunde"
    if person.plural != person.dative and not person.same_in_singular:
        return True  # "Ärzte" is no singular
    return not _SINGULAR_BEFORE.search(before) and not _continues_singular(before)


def _continues_singular(before: str) -> bool:
    """Return whether a word is listed behind a single one: "der Lehrer und Trainer"."""
    listed = _LISTED.search(before)
    last = re.search(r"(\S+ )?(\S+)$", before[: listed.start()]) if listed else None
    return bool(last and last[1] and _SINGULAR_BEFORE.search(last[1]))


def _is_dative(text: str, match: re.Match[str], person: Person) -> bool:
    if person.plural != person.dative:
        return match[0] == person.dative
    before = text[: match.start()]
    return bool(_DATIVE_BEFORE.search(before) or _DATIVE_PREPOSITION.search(before))


def _worded(group: _Group, policy: str) -> str:
    """Return the group in the form of the policy, "" where there is no such form."""
    person = group.person
    if policy == "generic":
        return person.dative if group.dative else person.plural
    if policy == "neutral":
        return _neutral(group)
    if policy in ("star", "colon"):
        return f"{person.stem}{'*' if policy == 'star' else ':'}innen"
    return f"{person.women} und {person.dative if group.dative else person.plural}"


def _neutral(group: _Group) -> str:
    person = group.person
    if not person.both:
        return ""
    if person.adjectival:
        return person.both_dative if group.weak or group.dative else person.both
    return person.both_dative if group.dative else person.both


def _single_ones(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Give a note for "jeder Kunde" and the like: one of many, meant for everybody, and not rewritten."""
    for match in _ONE_OF_ALL.finditer(text):
        person = _single(match["noun"])
        if person is None or any(a <= match.start() < b for a, b in kept):
            continue
        message = Bilingual(
            f"„{match[0]}“ meint hier jede Person; die Einzahl wurde nicht umgeschrieben.",
            f"“{match[0]}” means anybody here; the singular was not rewritten.",
        )
        proposal = f"{match['word']}e {person.stem}in oder {match[0][:1].lower()}{match[0][1:]}".replace(
            "jedere", "jede"
        )
        yield Finding(
            "gender.single", Severity.NOTE, message, span=Span(*match.span()), words=match[0], proposal=proposal
        )


def _without_form(text: str, kept: Sequence[tuple[int, int]], policy: str) -> Iterator[Finding]:
    """Give a note for a group that has no neutral word."""
    for group in _groups(text, policy) if policy == "neutral" else ():
        if group.person.both or any(a <= group.start < b for a, b in kept):
            continue
        words = text[group.start : group.end]
        message = Bilingual(
            f"Für „{words}“ kennt die Wortliste kein neutrales Wort.",
            f"The word list has no neutral word for “{words}”.",
        )
        pair = _worded(group, "pair")
        yield Finding(
            "gender.no_form", Severity.NOTE, message, span=Span(group.start, group.end), words=words, proposal=pair
        )


def _single(word: str) -> Person | None:
    for ending in ("", "n", "en", "e"):
        person = person_named(word + ending)
        if person and (person.same_in_singular or word != person.plural):
            return person
    return None
