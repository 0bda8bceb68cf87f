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
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April June July August September October November December".split(),
}
_DAYS = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
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


def sentences(text: str) -> list[str]:
    """Return the plain sentences of a text that are fit to be changed."""
    found = []
    for line in text.split("\n"):
        found += re.split(r"(?<=[.!?][“”\"])\s+(?=[A-ZÄÖÜ„“\"])|(?<=[^\d\W]{3}[.!?])\s+(?=[A-ZÄÖÜ„“\"])", line.strip())
    return [s for s in found if 6 <= len(s.split()) <= 34 and s[-1] in ".!?“”\"" and (s[0].isupper() or s[0] in "„“\"")]


def cases(text: str, language: str, seed: int, *, per_kind: int = 2) -> Iterator[Case]:
    """Yield up to `per_kind` cases of every kind from one source text."""
    dice = random.Random(seed)
    lines = sentences(text)
    for kind in (*FALSE_KINDS, *TRUE_KINDS):
        order = dice.sample(lines, len(lines))
        made = 0
        for i, line in enumerate(order):
            claim = CHANGES[kind](line, language, dice, lines, order[i - 1])
            if claim and made < per_kind and (kind in ("verbatim", "invented") or claim != line):
                made += 1
                yield Case(text, claim, kind, language, kind in TRUE_KINDS)


def _number(line, language, dice, lines, other):
    match = dice.choice(list(re.finditer(r"(?<![\w.,:])\d+(?:[.,]\d+)*(?![\w:]|[.,]\d|\. [A-ZÄÖÜ])", line)) or [None])
    if not match or re.fullmatch(r"(19|20)\d\d", match.group()):
        return None
    digits = list(match.group())
    at = dice.choice([i for i, c in enumerate(digits) if c.isdigit()])
    digits[at] = dice.choice([c for c in "123456789" if c != digits[at]])
    return line[: match.start()] + "".join(digits) + line[match.end() :]


def _date(line, language, dice, lines, other):
    names = "|".join(_MONTHS[language])
    day = re.search(rf"\b(\d{{1,2}})(\.? (?:{names}))|(?:{names}) (\d{{1,2}})\b", line)
    if day and dice.random() < 0.6:
        group = 1 if day[1] else 3
        new = str((int(day[group]) + dice.randint(1, 20)) % 28 + 1)
        return None if new == day[group] else line[: day.start(group)] + new + line[day.end(group) :]
    for group in (_MONTHS, _DAYS):
        found = re.search(rf"\b({'|'.join(group[language])})\b", line)
        if found:
            return line[: found.start()] + dice.choice([m for m in group[language] if m != found[1]]) + line[found.end() :]
    year = re.search(r"\b(?:19|20)\d\d\b(?!\w)", line)
    return line[: year.start()] + str(int(year.group()) + dice.choice([-3, 2, 5])) + line[year.end() :] if year else None


def _unit(line, language, dice, lines, other):
    for unit, new in WORDS[language]["units"].items():
        match = re.search(rf"(?<=\d )({re.escape(unit)})(?!\w)|(?<=\d)(%)", line)
        if match:
            return line[: match.start()] + new + line[match.end() :]
    return None


def _proper(line, language):
    """Return proper names inside a line: capital words in English; in German those after a name-like sign."""
    if language == "en":
        return [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", line) if m.group() not in _DAYS["en"] + _MONTHS["en"]]
    pattern = r"(?<=Herr |Frau )[A-ZÄÖÜ]\w{3,}|(?<= in )[A-ZÄÖÜ][a-zäöüß]{3,}(?= (?:hat|ist|und|mit|wird|am|im|ab)\b)|(?<=[A-ZÄÖÜ][a-zäöü]{3} )[A-ZÄÖÜ][a-zäöü]{4,}"
    return list(re.finditer(pattern, line))


def _entity(line, language, dice, lines, other):
    match = dice.choice(_proper(line, language) or [None])
    return match and line[: match.start()] + dice.choice(WORDS[language]["names"]) + line[match.end() :]


_ROLES = {
    "en": re.compile(r"\b([A-Z][\w&'-]+(?: [A-Z][\w&'-]+)*)( (?:has |have |had |will |is |was )?[a-z]+(?:ed|s|es)? (?:the |a |by |with |to |for |against |from )?)([A-Z][\w&'-]+(?: [A-Z][\w&'-]+)*)\b"),
    "de": re.compile(r"\b([A-ZÄÖÜ][\wäöüß-]+)( (?:hat |haben |will |wird )?[a-zäöü]+(?:t|te|ten|en) (?:mit |von |gegen |an |in )?)([A-ZÄÖÜ][\wäöüß-]{3,})\b"),
}  # fmt: skip


def _role(line, language, dice, lines, other):
    """Swap two actors around a verb; both must stand inside another sentence too, so that neither is a mere opening word."""
    inner = " ".join(s.split(" ", 1)[1] for s in lines)
    for match in _ROLES[language].finditer(line):
        known = all(re.search(rf"(?<![.!?:] )\b{re.escape(match[g])}\b", inner) for g in (1, 3))
        joined = re.search(r" (and|or|und|oder) ", line[max(0, match.start() - 30) : match.end() + 30])
        if known and not joined and match[1] != match[3] and match[1] not in ("Sie", "Er", "Es", "Wir", "He", "She", "It", "The", "Der", "Die", "Das"):
            return line[: match.start(1)] + match[3] + match[2] + match[1] + line[match.end(3) :]
    return None


def _negation(line, language, dice, lines, other):
    for lost in {"de": (" nicht ", " kein ", " keine ", " keinen "), "en": (" not ", " no ", " never ")}[language]:
        if lost in line and dice.random() < 0.7:
            return line.replace(lost, {"kein": " ein ", "keine": " eine ", "keinen": " einen "}.get(lost.strip(), " "), 1)
    verbs = {"de": r"\b(ist|sind|wird|werden|hat|haben|kann|war|waren)\b", "en": r"\b(is|are|was|were|will|has|have|can|had)\b"}
    match = re.search(verbs[language], line)
    return match and line[: match.end()] + " " + WORDS[language]["negators"][0] + line[match.end() :]


def _superlative(line, language, dice, lines, other):
    article = {"de": r"\b([Dd]ie|[Ee]ine|[Dd]er|[Dd]as) (?=[A-ZÄÖÜ])", "en": r"\b(the|a|The|A) (?=[a-z]{4,})"}[language]
    match = re.search(article, line)
    return match and line[: match.end()] + dice.choice(WORDS[language]["praise"]) + " " + line[match.end() :]


def _invented(line, language, dice, lines, other):
    return dice.choice(WORDS[language]["invented"])


def _antonym(line, language, dice, lines, other):
    for word, new in dice.sample(list(WORDS[language]["antonyms"].items()), len(WORDS[language]["antonyms"])):
        match = re.search(rf"\b{word}\b", line)
        if match:
            return line[: match.start()] + new + line[match.end() :]
    return None


def _modality(line, language, dice, lines, other):
    for word, new in WORDS[language]["modals"]:
        match = re.search(rf"\b{word}\b", line)
        if match and not (language == "de" and re.search(r"\b(könnten?|sollen?|wollen|will|dürften?|möglich\w*|plan\w+)\b", line) and new in ("könnte", "soll", "könnten")):
            return line[: match.start()] + new + line[match.end() :]
    return None


def _quote(line, language, dice, lines, other):
    match = _QUOTE.search(line)
    if not match:
        return None
    words = match[1].split()
    at = dice.randrange(len(words))
    words[at] = dice.choice([w for s in lines for w in s.split() if w.isalpha() and w.lower() != words[at].lower()])
    return line[: match.start(1)] + " ".join(words) + line[match.end(1) :]


def _attribution(line, language, dice, lines, other):
    match = _SAYS[language].search(line)
    if not match:
        return None
    group = 1 if match[1] else 2
    return line[: match.start(group)] + dice.choice(WORDS[language]["speakers"]) + " " * match[group].endswith(" ") + line[match.end(group) :]


def _verbatim(line, language, dice, lines, other):
    return line


def _compressed(line, language, dice, lines, other):
    """Drop a relative or subordinate clause between commas, or before the end."""
    match = re.search(r", (?:der|die|das|den|dem|weil|who|which|where|while|because) [^,„“\"]{12,}?(?=, |\.$)", line)
    if not match or re.search(r"sagt|said|says|erklär|nicht|not|„|“|\"", match.group()):
        return None
    end = match.end() + (1 if line[match.end()] == "," else 0)
    return line[: match.start()] + line[end:]


def _reordered(line, language, dice, lines, other):
    """German: move an opening time or place behind the verb; English: move it to the end."""
    if language == "de":
        match = re.match(r"((?:Am|Im|Seit|Ab|In|Bei|Nach) (?:[\wäöüß.]+ ){1,4}?)(hat|haben|ist|sind|wird|werden|kam|kommen|gibt|soll|sollen|will) ([\wäöüßÄÖÜ -]+?) (?=[a-zäöü]+[.,])", line)
        return match and match[3][0].upper() + match[3][1:] + " " + match[2] + " " + match[1][0].lower() + match[1][1:].strip() + " " + line[match.end() :]
    match = re.match(r"((?:In|On|At|After|Since|During) [\w ]{3,30}), ([^,\"“]+)\.$", line)
    return match and match[2][0].upper() + match[2][1:] + " " + match[1][0].lower() + match[1][1:] + "."


def _typography(line, language, dice, lines, other):
    changed = line.replace('"', "“").replace(" - ", " – ").replace("'", "’").replace("„", "»").replace("...", "…")
    return re.sub(r"(\d) (?=[A-Z€%a-z])", "\\1\u00a0", changed)


def _address(line, language, dice, lines, other):
    if language != "de" or not re.search(r"\b(Sie|Ihre?n?|Ihrem|Ihrer)\b", line[1:]):
        return None
    pairs = (("können Sie", "kannst du"), ("haben Sie", "hast du"), ("finden Sie", "findest du"), ("Sie können", "du kannst"),
             ("erhalten Sie", "erhältst du"), ("Sie erhalten", "du erhältst"), ("Melden Sie sich", "Melde dich"), ("melden Sie sich", "melde dich"),
             ("bekommen Sie", "bekommst du"), ("Sie bekommen", "du bekommst"), ("Bringen Sie", "Bring"), ("Lesen Sie", "Lies"), ("nehmen Sie", "nimm"), ("Nehmen Sie", "Nimm"),
             ("Sprechen Sie", "Sprich"), ("sehen Sie", "siehst du"), ("Ihrem", "deinem"), ("Ihren", "deinen"), ("Ihrer", "deiner"), ("Ihre", "deine"), ("Ihr", "dein"), ("für Sie", "für dich"), ("wenn Sie", "wenn du"), ("Wenn Sie", "Wenn du"))  # fmt: skip
    changed = line
    for formal, familiar in pairs:
        changed = re.sub(rf"\b{formal}\b", familiar, changed)
    return None if re.search(r"\bSie\b", changed) else changed


def _merged(line, language, dice, lines, other):
    if line == other or line[-1] != "." or other[-1:] != "." or "“" in line + other or '"' in line + other:
        return None
    return f"{line[:-1]}; {other}" if len((line + other).split()) < 45 else None


CHANGES = {name: globals()[f"_{name}"] for name in (*FALSE_KINDS, *TRUE_KINDS)}
