"""What ties a sentence to the sentences before it: a pronoun, a connective, a date, a noun without its name.

Rules and lists, no tagger: a doubt counts as a tie, because there is nearly always another sentence to choose.
"""

import re
from collections.abc import Iterator
from functools import cache

from klaviatur.compose.reported import reported, speakers
from klaviatur.compose.ties import Surroundings, Tie, listed, table
from klaviatur.compose.unnamed import of_no_one, shares
from klaviatur.compose.wordorder import bare, is_finite, words
from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

_TOKEN = re.compile(r"[^\s–—]+")
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[–—-]\s|$")
_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”\"]*[”\"]|\"[^\"]*\"|»[^«]*«|«[^»]*»")
_PAIRS = (("(", ")"), ("[", "]"), ("„", "“”"), ("»", "«"))
_CATAPHORIC = re.compile(r", (?:dass|ob|wie|wer|was|wann|warum|um|wenn|welche|\S+ (?:\S+ ){0,6}zu)\b")
_SHORT_FORM = re.compile(r"['’](?:s|re|ve|d|ll)$")  # "that's"
_GIVEN = re.compile(r"\b(?:geben|gibt|gab|gäbe|gehen|geht|ging|handelt)\b")  # "ob es Geld geben wird"
_TO = r"(?:zu [a-zäöüß]+en|[a-zäöüß]+zu[a-zäöüß]+en)"
_CLAUSE_AHEAD = re.compile(rf", (?:dass|ob|wenn|wie|wer|was|wann|warum)\b|, (?:\S+ ){{0,8}}{_TO}\b")
_JUDGED = re.compile(  # "Das ist ein guter Tag", said of the news itself
    r"(?:Das|Dies|Es) (?:ist|war|wird|bleibt) (?:für (?:uns|mich|alle|die \w+) )?"
    r"(?:eine?n?|keine?n?|unsere?|meine?)\b"
    r"|(?:It|This|That)(?: is|’s|'s| was| will be) (?:an?|our|my|no)\b"
)
_LABEL = re.compile(r"[^\W\d][^:.]{1,40}: ")
_ALTHOUGH = re.compile(r"(?<!und )\bzwar\b")
_HOWEVER = re.compile(r"\b(?:aber|doch|jedoch|allerdings|sondern|dennoch|trotzdem|nur|gleichwohl)\b")
_SET_OFF = re.compile(r", (\w+)(?=,)")  # ", however,"
_SUBORDINATE = frozenset(["damit", "seitdem", "nachdem", "trotzdem"])
_PERSONAL = re.compile(r"(?<=\s)(?:sie|er|ihn|ihm|ihnen)\b")
_NOUN = re.compile(r"[A-ZÄÖÜ]")
_SMALL_OPENERS = frozenset(
    [
        "Es",
        "Das",
        "Wenn",
        "Ob",
        "Dass",
        "Wie",
        "Nur",
        "Nicht",
        "Man",
        "Niemand",
        "Alle",
        "Viele",
        "Manche",
        "Vielleicht",
    ]
)
_AGED = re.compile(r"\w+ \d+-jährigen? [A-ZÄÖÜ][\w-]++(?! [A-ZÄÖÜ])")  # "der 34-jährige Basler"
_DEFINITE = {
    "de": re.compile(r"\b([Dd](?:er|ie|as|em|en|es)|[Bb]eim|[Vv]om|[Zz]um|[Zz]ur|[Ii]m) ([\w-]+)"),
    "en": re.compile(r"\b([Tt]he) ([\w-]+)"),
}


def first_tie(text: str, around: Surroundings) -> Tie | None:
    """Return the first thing that ties the sentence to others, None if it stands alone."""
    if not balanced(text):
        return Tie("marks", 0, len(text))
    return next(_ties(text, around), None)


def opening_tie(spoken: str, around: Surroundings) -> Tie | None:
    """Return what ties the opening of spoken words, without their marks, to words before them; None if nothing does."""
    return next(_openers(spoken, 0, around), None)


def balanced(text: str) -> bool:
    """Return whether every bracket and quotation mark that opens also closes."""
    if text.count('"') % 2 or ("„" not in text and text.count("“") != text.count("”")):
        return False
    return all(text.count(a) == sum(text.count(one) for one in b) for a, b in _PAIRS if a != "„" or a in text)


def _ties(text: str, around: Surroundings) -> Iterator[Tie]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    plain = _blanked(text, quoted)
    at = 1 if quoted and quoted[0][0] == 0 else 0
    if not (at and _JUDGED.match(text, 1)):
        yield from _openers(text[at:], at, around)
    clause = plain[: _clause_end(plain)]
    yield from _pointers(clause, plain, around)
    yield from _pronouns(clause, plain, around)
    yield from _dates(plain, around)
    yield from shares(clause, around)
    yield from _nouns(clause, plain, around)
    yield from reported(plain, around)
    yield from speakers(text, around)
    if not quoted and not _LABEL.match(text) and _is_fragment(text, around.language):
        yield Tie("fragment", 0, len(text))


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[: start + 1] + "_" * (end - start - 2) + text[end - 1 :]
    return text


def _clause_end(text: str) -> int:
    match = _CLAUSE_END.search(text)
    return match.start() if match else len(text)


def _openers(text: str, offset: int, around: Surroundings) -> Iterator[Tie]:
    tokens = [(m.start(), _SHORT_FORM.sub("", bare(m[0]))) for m in list(_TOKEN.finditer(text))[:4]]
    if len(tokens) < 2:
        return
    (at, first), (_, second) = tokens[0], tokens[1]
    word, span = first.lower(), (offset + at, offset + at + len(first))
    third = tokens[2][1] if len(tokens) > 2 else ""
    article = around.language == "de" and (_is_pronoun_das(word, second, third) or text.startswith("Das, "))
    if _is_connective(word, second, around.language):
        yield Tie("connective", *span)
    elif article or _is_pronoun(word, second, text, around):
        yield Tie("pronoun", *span)
    for phrase in _phrases(around.language).finditer(text[: _clause_end(text)].lower()):
        yield Tie("connective" if phrase.start() == 0 else "pointer", offset + phrase.start(), offset + phrase.end())


def _is_connective(word: str, second: str, language: Language) -> bool:
    if word in listed(language, "first"):
        return not _existential(word, second)
    conjunction = word in _SUBORDINATE and not is_finite(second, "de")
    return word in listed(language, "pointers") and not conjunction


def _is_pronoun(word: str, second: str, text: str, around: Surroundings) -> bool:
    if word == "those" and second == "who":
        return False
    return word in listed(around.language, "pronouns") and not _stands_for_no_one(word, second, text, around)


def _existential(word: str, second: str) -> bool:
    return word == "there" and second.lower() in {"is", "are", "was", "were", "has", "have", "will", "can"}


def _stands_for_no_one(word: str, second: str, text: str, around: Surroundings) -> bool:
    if word in {"sie", "ihr", "ihre", "ihren", "ihrem", "ihrer", "ihres"}:
        return around.formal and (word != "sie" or second.endswith("n") or second == "sind")
    return word in {"es", "it"} and bool(_no_one(around.language).match(text))


def _half_a_contrast(text: str) -> int | None:
    """Return where a "zwar" stands whose "aber" is missing, None if there is none."""
    match = _ALTHOUGH.search(text)
    return match.start() if match and not _HOWEVER.search(text, match.end()) else None


def _is_pronoun_das(word: str, second: str, third: str) -> bool:
    if word not in listed("de", "das") or not is_finite(second, "de"):
        return False
    return not (second.endswith(("te", "ten", "e", "en")) and third[:1].isupper()) or second in {"haben", "waren"}


def _pointers(clause: str, whole: str, around: Surroundings) -> Iterator[Tie]:
    pointers, inside = listed(around.language, "pointers"), listed(around.language, "inside")
    for match in list(_TOKEN.finditer(clause))[1:]:
        word = bare(match[0])
        if word in pointers and (word in inside or not _CATAPHORIC.match(whole, len(clause))):
            yield Tie("inside" if word in inside else "pointer", match.start(), match.start() + len(word))
    half = _half_a_contrast(whole)
    if half is not None:
        yield Tie("pointer", half, half + 4)
    for match in _SET_OFF.finditer(whole):
        if match[1] in inside:
            yield Tie("inside", *match.span(1))


def _pronouns(clause: str, whole: str, around: Surroundings) -> Iterator[Tie]:
    """Yield pronouns behind the first word that have no noun in front of them in their clause."""
    yield from _nobody_named(whole, around)
    yield from of_no_one(whole, around)
    tokens = [(m.start(), bare(m[0])) for m in _TOKEN.finditer(clause)]
    noun = verb = joined = False
    for number, (at, word) in enumerate(tokens):
        joined = joined or (noun and word in {"und", "oder"})
        if joined and word in {"er", "sie", "ihn", "ihm", "ihnen"}:
            continue  # "speichert Wärme und hält sie": its noun stands in front
        follow = tokens[number + 1][1] if number + 1 < len(tokens) else ""
        found = _needs_noun(word, around.language, noun=noun, verb=verb, before=tokens[number - 1][1])
        if word == "es" and (_GIVEN.search(clause) or _CLAUSE_AHEAD.search(whole, at)):
            continue
        if number and (found or (around.language == "de" and _is_open_word(word, follow, noun=noun))):
            yield Tie("pronoun", at, at + len(word))
        noun = noun or (
            word[:1].isupper() and (number > 0 or word in around.names) and word not in _times(around.language)
        )
        verb = verb or is_finite(word, around.language)


def _nobody_named(whole: str, around: Surroundings) -> Iterator[Tie]:
    """Yield a German "sie" or "er" in a clause further on where no noun at all stands before it."""
    match = _PERSONAL.search(whole) if around.language == "de" else None
    before = whole[: match.start()] if match else ""
    if match and before and not _NOUN.search(before[1:]) and _opens_small(before):
        yield Tie("pointer", *match.span())


def _opens_small(text: str) -> bool:
    """Return whether a text opens with a word that is no noun: one of the pronouns and small words of the language."""
    return text.split(maxsplit=1)[0].strip('„“"') in _SMALL_OPENERS


def _is_open_word(word: str, follow: str, *, noun: bool) -> bool:
    """Return whether "das ist" or "sein Haus" inside a German clause points at something outside it."""
    return (word == "das" and follow in listed("de", "facts")) or (word == "ihr" and follow[:1].isupper() and not noun)


def _needs_noun(word: str, language: Language, *, noun: bool, verb: bool, before: str) -> bool:
    if language == "en":
        if word in {"this", "these"}:
            return True
        return word in {"he", "she", "they", "it", "its", "his", "her", "their"} and not verb and not noun
    if word.startswith("dies") and word in listed("de", "pronouns"):
        return True
    if word in {"er", "sie", "ihn", "ihm", "ihnen"}:
        return True
    if word == "es":
        return before not in listed("de", "expletive")
    return word in {"ihre", "ihren", "ihrem", "ihrer"} and not noun


def _dates(text: str, around: Surroundings) -> Iterator[Tie]:
    for match in _relative(around.language).finditer(text):
        if match[0].lower() != "morgen" or match[0].islower() or match.start() == 0:
            yield Tie("date", *match.span())
    today = read_table("klaviatur.compose", "standing.toml")[around.language]["today"]
    if around.dated:
        for match in re.finditer(rf"\b{today}\b", text, re.IGNORECASE):
            yield Tie("date", *match.span())


def _nouns(clause: str, whole: str, around: Surroundings) -> Iterator[Tie]:
    """Yield "das Unternehmen", "the company" and the like when nothing says which one."""
    organisations, others = listed(around.language, "organisations"), listed(around.language, "others")
    for match in _DEFINITE[around.language].finditer(clause):
        known = (
            match[2] in organisations or match[2] in others or bool(re.match(r"\d+-[Jj]ährige|\d+-year-old", match[2]))
        )
        aged = _AGED.match(whole, match.start())
        named = any(name in clause[: match.start()] for name in around.names)
        specified = _specified(whole[aged.end() if aged else match.end() :], around.language)
        if known and not named and not specified:
            yield Tie("noun", *match.span())


def _specified(rest: str, language: Language) -> bool:
    follow = _TOKEN.match(rest.lstrip(" ,"))
    if follow is None or rest[:1] in ".;:!?":
        return False
    if rest.startswith(","):
        return bool(re.match(r", (?:der|die|das|dem|den|which|who|that)\b", rest))
    return follow[0] in listed(language, "specifies") or follow[0][0].isupper() or follow[0][0] in '„“"»'


def _is_fragment(text: str, language: Language) -> bool:
    tokens = [bare(token) for token in text.split()]
    if len(tokens) < 6 and language == "en":
        return not any(_is_verb(token) for token in tokens)
    return len(tokens) < 12 and not any(_may_be_verb(token, language) for token in tokens)


def _is_verb(token: str) -> bool:
    token = token.lower()
    listed_verb = token in words("en", "finite") or token in listed("en", "past") or token[:-1] in listed("en", "past")
    return listed_verb or token.endswith(("ed", "n't", "n’t", "'s", "’s", "'re", "’re"))


def _may_be_verb(token: str, language: Language) -> bool:
    if language == "en":
        return is_finite(token, "en") or (token.islower() and len(token) > 2 and token in listed("en", "past"))
    return is_finite(token.lower(), "de") or (token.islower() and token.endswith("en") and len(token) > 4)


@cache
def _phrases(language: Language) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, table(language)["phrases"])) + r")\b")


@cache
def _no_one(language: Language) -> re.Pattern[str]:
    """Return the pattern of sentences whose "es" or "it" means no one: "Es gibt ...", "It is important that ..."."""
    return re.compile(table(language)["no_one"])


@cache
def _relative(language: Language) -> re.Pattern[str]:
    words = "|".join(rf"{word[:1]}{word[1:]}" for word in map(re.escape, table(language)["relative"]))
    return re.compile(rf"\b(?:{words})\b(?!-)", re.IGNORECASE)


@cache
def _times(language: Language) -> frozenset[str]:
    return listed(language, "times")
