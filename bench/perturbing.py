"""Turns true sentences into false ones of known kinds, and into true ones that look different.

Shares no code and no word list with verify.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORDS = tomllib.loads((Path(__file__).parent / "perturbation_words.toml").read_text(encoding="utf-8"))
FALSE_KINDS = (
    "number", "date", "unit", "entity", "role", "negation", "superlative",
    "invented", "antonym", "modality", "quote", "attribution",
)  # fmt: skip
TRUE_KINDS = ("verbatim", "compressed", "reordered", "typography", "address", "merged")
_MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_DAYS = {
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_QUOTE = re.compile(r"[„“\"]([^„“”\"]{25,})[“”\"]")
_SAYS = {
    "de": re.compile(r",? (?:sagte|sagt|erklärte|betonte|so) ((?:[A-ZÄÖÜ][\w.-]+ ?){1,3})"),
    "en": re.compile(r",? (?:said|says|told \w+) ((?:[A-Z][\w.'-]+ ?){1,3})|((?:[A-Z][\w.'-]+ ?){1,3})(?:said|says)\b"),
}


@dataclass(frozen=True)
class Case:
    """A claim about a source, its kind, and whether the source carries it."""

    source: str
    claim: str
    kind: str
    language: str
    true: bool


@dataclass(frozen=True)
class Draft:
    """A true sentence about to be changed, with the other sentences of its text."""

    line: str
    language: str
    dice: random.Random
    lines: list[str]
    other: str


def sentences(text: str) -> list[str]:
    """Return the plain sentences of a text that are fit to be changed."""
    found = []
    for line in text.split("\n"):
        found += re.split(r"(?<=[.!?][“”\"])\s+(?=[A-ZÄÖÜ„“\"])|(?<=[^\d\W]{3}[.!?])\s+(?=[A-ZÄÖÜ„“\"])", line.strip())
    return [s for s in found if 6 <= len(s.split()) <= 34 and s[-1] in '.!?“”"' and (s[0].isupper() or s[0] in '„“"')]


def cases(text: str, language: str, seed: int, *, per_kind: int = 2) -> Iterator[Case]:
    """Yield up to `per_kind` cases of every kind from one source text."""
    dice = random.Random(seed)
    lines = sentences(text)
    for kind in (*FALSE_KINDS, *TRUE_KINDS):
        order = dice.sample(lines, len(lines))
        made = 0
        for i, line in enumerate(order):
            claim = CHANGES[kind](Draft(line, language, dice, lines, order[i - 1]))
            if claim and made < per_kind and (kind in ("verbatim", "invented") or claim != line):
                made += 1
                yield Case(text, claim, kind, language, kind in TRUE_KINDS)


def _number(draft: Draft) -> str | None:
    match = draft.dice.choice(
        list(re.finditer(r"(?<![\w.,:])\d+(?:[.,]\d+)*(?![\w:]|[.,]\d|\. [A-ZÄÖÜ])", draft.line)) or [None]
    )
    if not match or re.fullmatch(r"(19|20)\d\d", match.group()):
        return None
    digits = list(match.group())
    at = draft.dice.choice([i for i, c in enumerate(digits) if c.isdigit()])
    digits[at] = draft.dice.choice([c for c in "123456789" if c != digits[at]])
    return draft.line[: match.start()] + "".join(digits) + draft.line[match.end() :]


def _date(draft: Draft) -> str | None:
    names = "|".join(_MONTHS[draft.language])
    day = re.search(rf"\b(\d{{1,2}})(\.? (?:{names}))|(?:{names}) (\d{{1,2}})\b", draft.line)
    if day and draft.dice.random() < 0.6:
        group = 1 if day[1] else 3
        new = str((int(day[group]) + draft.dice.randint(1, 20)) % 28 + 1)
        return None if new == day[group] else draft.line[: day.start(group)] + new + draft.line[day.end(group) :]
    for group in (_MONTHS, _DAYS):
        found = re.search(rf"\b({'|'.join(group[draft.language])})\b", draft.line)
        if found:
            return (
                draft.line[: found.start()]
                + draft.dice.choice([m for m in group[draft.language] if m != found[1]])
                + draft.line[found.end() :]
            )
    year = re.search(r"\b(?:19|20)\d\d\b(?!\w)", draft.line)
    return (
        draft.line[: year.start()] + str(int(year.group()) + draft.dice.choice([-3, 2, 5])) + draft.line[year.end() :]
        if year
        else None
    )


def _unit(draft: Draft) -> str | None:
    for unit, new in WORDS[draft.language]["units"].items():
        match = re.search(rf"(?<=\d )({re.escape(unit)})(?!\w)|(?<=\d)(%)", draft.line)
        if match:
            return draft.line[: match.start()] + new + draft.line[match.end() :]
    return None


def _proper(line: str, language: str) -> list[re.Match[str]]:
    """Return proper names inside a line: capital words in English; in German those after a name-like sign."""
    if language == "en":
        return [
            m
            for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", line)
            if m.group() not in _DAYS["en"] + _MONTHS["en"]
        ]
    pattern = r"(?<=Herr |Frau )[A-ZÄÖÜ]\w{3,}|(?<= in )[A-ZÄÖÜ][a-zäöüß]{3,}(?= (?:hat|ist|und|mit|wird|am|im|ab)\b)|(?<=[A-ZÄÖÜ][a-zäöü]{3} )[A-ZÄÖÜ][a-zäöü]{4,}"
    return list(re.finditer(pattern, line))


def _entity(draft: Draft) -> str | None:
    match = draft.dice.choice(_proper(draft.line, draft.language) or [None])
    return (
        match
        and draft.line[: match.start()] + draft.dice.choice(WORDS[draft.language]["names"]) + draft.line[match.end() :]
    )


_ROLES = {
    "en": re.compile(r"\b([A-Z][\w&'-]+(?: [A-Z][\w&'-]+)*)( (?:has |have |had |will |is |was )?[a-z]+(?:ed|s|es)? (?:the |a |by |with |to |for |against |from )?)([A-Z][\w&'-]+(?: [A-Z][\w&'-]+)*)\b"),
    "de": re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]+)( (?:hat |haben |will |wird )?[a-zäöü]+(?:t|te|ten|en) (?:mit |von |gegen |an |in )?)([A-ZÄÖÜ][\wäöüß-]{3,})\b"),
}  # fmt: skip


def _role(draft: Draft) -> str | None:
    """Swap two actors around a verb; both must stand inside another sentence too, so that neither is a mere opening word."""
    inner = " ".join(s.split(" ", 1)[1] for s in draft.lines)
    for match in _ROLES[draft.language].finditer(draft.line):
        known = all(re.search(rf"(?<![.!?:] )\b{re.escape(match[g])}\b", inner) for g in (1, 3))
        joined = re.search(r" (and|or|und|oder) ", draft.line[max(0, match.start() - 30) : match.end() + 30])
        if (
            known
            and not joined
            and match[1] != match[3]
            and match[1] not in ("Sie", "Er", "Es", "Wir", "He", "She", "It", "The", "Der", "Die", "Das")
        ):
            return draft.line[: match.start(1)] + match[3] + match[2] + match[1] + draft.line[match.end(3) :]
    return None


def _negation(draft: Draft) -> str | None:
    for lost in {"de": (" nicht ", " kein ", " keine ", " keinen "), "en": (" not ", " no ", " never ")}[
        draft.language
    ]:
        if lost in draft.line and draft.dice.random() < 0.7:
            return draft.line.replace(
                lost, {"kein": " ein ", "keine": " eine ", "keinen": " einen "}.get(lost.strip(), " "), 1
            )
    verbs = {
        "de": r"\b(ist|sind|wird|werden|hat|haben|kann|war|waren)\b",
        "en": r"\b(is|are|was|were|will|has|have|can|had)\b",
    }
    match = re.search(verbs[draft.language], draft.line)
    return match and draft.line[: match.end()] + " " + WORDS[draft.language]["negators"][0] + draft.line[match.end() :]


def _superlative(draft: Draft) -> str | None:
    article = {"de": r"\b([Dd]ie|[Ee]ine|[Dd]er|[Dd]as) (?=[A-ZÄÖÜ])", "en": r"\b(the|a|The|A) (?=[a-z]{4,})"}[
        draft.language
    ]
    match = re.search(article, draft.line)
    return (
        match
        and draft.line[: match.end()]
        + draft.dice.choice(WORDS[draft.language]["praise"])
        + " "
        + draft.line[match.end() :]
    )


def _invented(draft: Draft) -> str | None:
    return draft.dice.choice(WORDS[draft.language]["invented"])


def _antonym(draft: Draft) -> str | None:
    for word, new in draft.dice.sample(
        list(WORDS[draft.language]["antonyms"].items()), len(WORDS[draft.language]["antonyms"])
    ):
        match = re.search(rf"\b{word}\b", draft.line)
        if match:
            return draft.line[: match.start()] + new + draft.line[match.end() :]
    return None


def _modality(draft: Draft) -> str | None:
    for word, new in WORDS[draft.language]["modals"]:
        match = re.search(rf"\b{word}\b", draft.line)
        if match and not (
            draft.language == "de"
            and re.search(r"\b(könnten?|sollen?|wollen|will|dürften?|möglich\w*|plan\w+)\b", draft.line)
            and new in ("könnte", "soll", "könnten")
        ):
            return draft.line[: match.start()] + new + draft.line[match.end() :]
    return None


def _quote(draft: Draft) -> str | None:
    match = _QUOTE.search(draft.line)
    if not match:
        return None
    words = match[1].split()
    at = draft.dice.randrange(len(words))
    words[at] = draft.dice.choice(
        [w for s in draft.lines for w in s.split() if w.isalpha() and w.lower() != words[at].lower()]
    )
    return draft.line[: match.start(1)] + " ".join(words) + draft.line[match.end(1) :]


def _attribution(draft: Draft) -> str | None:
    match = _SAYS[draft.language].search(draft.line)
    if not match:
        return None
    group = 1 if match[1] else 2
    return (
        draft.line[: match.start(group)]
        + draft.dice.choice(WORDS[draft.language]["speakers"])
        + " " * match[group].endswith(" ")
        + draft.line[match.end(group) :]
    )


def _verbatim(draft: Draft) -> str | None:
    return draft.line


def _compressed(draft: Draft) -> str | None:
    """Drop a relative or subordinate clause between commas, or before the end."""
    match = re.search(
        r", (?:der|die|das|den|dem|weil|who|which|where|while|because) [^,„“\"]{12,}?(?=, |\.$)", draft.line
    )
    if not match or re.search(r"sagt|said|says|erklär|nicht|not|„|“|\"", match.group()):
        return None
    end = match.end() + (1 if draft.line[match.end()] == "," else 0)
    return draft.line[: match.start()] + draft.line[end:]


def _reordered(draft: Draft) -> str | None:
    """German: move an opening time or place behind the verb; English: move it to the end."""
    if draft.language == "de":
        match = re.match(
            r"((?:Am|Im|Seit|Ab|In|Bei|Nach) (?:[\wäöüß.]+ ){1,4}?)(hat|haben|ist|sind|wird|werden|kam|kommen|gibt|soll|sollen|will) ([\wäöüßÄÖÜ -]+?) (?=[a-zäöü]+[.,])",
            draft.line,
        )
        return (
            match
            and match[3][0].upper()
            + match[3][1:]
            + " "
            + match[2]
            + " "
            + match[1][0].lower()
            + match[1][1:].strip()
            + " "
            + draft.line[match.end() :]
        )
    match = re.match(r"((?:In|On|At|After|Since|During) [\w ]{3,30}), ([^,\"“]+)\.$", draft.line)
    return match and match[2][0].upper() + match[2][1:] + " " + match[1][0].lower() + match[1][1:] + "."


def _typography(draft: Draft) -> str | None:
    changed = draft.line.replace('"', "“").replace(" - ", " – ").replace("'", "’").replace("„", "»").replace("...", "…")
    return re.sub(r"(\d) (?=[A-Z€%a-z])", "\\1\u00a0", changed)


def _address(draft: Draft) -> str | None:
    if draft.language != "de" or not re.search(r"\b(Sie|Ihre?n?|Ihrem|Ihrer)\b", draft.line[1:]):
        return None
    pairs = (("können Sie", "kannst du"), ("haben Sie", "hast du"), ("finden Sie", "findest du"), ("Sie können", "du kannst"),
             ("erhalten Sie", "erhältst du"), ("Sie erhalten", "du erhältst"), ("Melden Sie sich", "Melde dich"), ("melden Sie sich", "melde dich"),
             ("bekommen Sie", "bekommst du"), ("Sie bekommen", "du bekommst"), ("Bringen Sie", "Bring"), ("Lesen Sie", "Lies"), ("nehmen Sie", "nimm"), ("Nehmen Sie", "Nimm"),
             ("Sprechen Sie", "Sprich"), ("sehen Sie", "siehst du"), ("Ihrem", "deinem"), ("Ihren", "deinen"), ("Ihrer", "deiner"), ("Ihre", "deine"), ("Ihr", "dein"), ("für Sie", "für dich"), ("wenn Sie", "wenn du"), ("Wenn Sie", "Wenn du"))  # fmt: skip
    changed = draft.line
    for formal, familiar in pairs:
        changed = re.sub(rf"\b{formal}\b", familiar, changed)
    return None if re.search(r"\bSie\b", changed) else changed


def _merged(draft: Draft) -> str | None:
    if (
        draft.line == draft.other
        or draft.line[-1] != "."
        or draft.other[-1:] != "."
        or "“" in draft.line + draft.other
        or '"' in draft.line + draft.other
    ):
        return None
    return f"{draft.line[:-1]}; {draft.other}" if len((draft.line + draft.other).split()) < 45 else None


CHANGES = {name: globals()[f"_{name}"] for name in (*FALSE_KINDS, *TRUE_KINDS)}
