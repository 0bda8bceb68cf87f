"""Sentence borders in German and English."""

import re
from dataclasses import dataclass
from functools import cache

from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table
from klaviatur.text.quotation import quotation_spans

_EMOJI = "[\U0001f1e6-\U0001faff\u2600-\u27bf\ufe0f\u200d]"
_CANDIDATE = re.compile(
    rf"(?P<stop>\.{{2,}}|[.!?…]+)(?P<close>[\"“”»«’'‘)\]*_]*(?:\[\d+\])*(?:[ \u00a0]?{_EMOJI}+)*)(?=\s|$)"
    rf"|(?P<glued>(?<=[a-zäöüß]{{3}})[.!?](?=[A-ZÄÖÜ][a-zäöü]+ ))"
    rf"|(?P<emoji>{_EMOJI}+)(?=\s)"
)
_OPENERS = re.compile(r"[\s\"„“”»«‚‘'’(\[–—•*_\-]*")
_WORD = re.compile(r"[^\W_](?:[\w'’&]|-(?=\w))*")
_TOKEN = re.compile(r"[^\s\"„“”»«‚‘(\[]+$")
_BEFORE = re.compile(r"([\w.,]+)[ \u00a0]*$")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
_TOP_LEVEL = {"de", "at", "ch", "eu", "io", "uk", "us", "tv", "co"}
_ROMAN_ONE = re.compile(r"[IVX]{1,5}")
_CONSONANTS = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]?[bcdfghjklmnpqrstvwxzß]{1,4}")
_UNITS = frozenset(
    {
        "m",
        "g",
        "t",
        "l",
        "h",
        "s",
        "km",
        "cm",
        "mm",
        "kg",
        "mg",
        "ml",
        "dl",
        "cl",
        "qm",
        "kw",
        "kwh",
        "mw",
        "mhz",
        "hz",
        "db",
        "px",
    }
)
_ROMAN = re.compile(r"[IVXL]{2,6}")
_SPOKEN = re.compile(r"(?:[A-Z][\w'’.-]+\s+){1,4}(\w+)|(\w+)\s+[A-Z]")
_PARENTHESIS = re.compile(r"\([^()\n]*\)")
_LINE = re.compile(r"[^\n]+")
_ADDRESS = re.compile(r"\S*@|https?://|www\.")
_BEFORE_TIME = {"at", "by", "from", "around", "before", "after", "until"}
_LOOK_BACK = 48


@dataclass(frozen=True, slots=True)
class _Rules:
    never: frozenset[str]
    may_end: frozenset[str]
    ends: frozenset[str]
    before_number: frozenset[str]
    starters: frozenset[str]
    before_ordinal: frozenset[str]
    before_cardinal: frozenset[str]
    months: frozenset[str]
    speech: frozenset[str]
    stays_after_time: frozenset[str]
    german: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A full stop, question or exclamation mark and its neighbours."""

    text: str
    start: int  # where the running sentence starts
    mark: int  # the first mark
    stop: str
    close: str
    opener: str  # what stands between the mark and the next word
    following: str  # the next word, "" at the end
    follows: int  # where it starts


def split_sentences(text: str, language: Language) -> list[Span]:
    """Return the sentences of a text in order, without the white space around them.

    A line break ends a sentence unless the next line goes on in lower case. A quotation that opens a sentence or
    follows a colon is split inside ("„A. B.“, sagt X." gives "„A." and "B.“, sagt X."); a quotation or parenthesis
    in the middle of a sentence is not. An emoji after the mark belongs to the sentence before it.
    """
    rules = _rules(language)
    spans: list[Span] = []
    for line in _lines(text):
        spans.extend(_split_line(text, line, rules))
    return spans


@cache
def _rules(language: Language) -> _Rules:
    table = read_table("klaviatur.text", "sentences.toml")[language]
    words = {key: frozenset(value.split()) for key, value in table.items()}
    return _Rules(**words, german=language == "de")


def _lines(text: str) -> list[Span]:
    lines: list[Span] = []
    for match in _LINE.finditer(text):
        if lines and _goes_on(text, lines[-1], match):
            lines[-1] = Span(lines[-1].start, match.end())
        else:
            lines.append(Span(match.start(), match.end()))
    return lines


def _goes_on(text: str, line: Span, match: re.Match[str]) -> bool:
    before, after = text[line.start : line.end].rstrip(), match.group().lstrip()
    if match.start() != line.end + 1 or not before or not after:
        return False
    return after[0].islower() and before[-1] not in ".!?:;…" and not _BRAND.match(after) and not _ADDRESS.match(after)


def _split_line(text: str, line: Span, rules: _Rules) -> list[Span]:
    spans: list[Span] = []
    guarded = _guarded(text, line, rules)
    start = line.start
    for match in _CANDIDATE.finditer(text, line.start, line.end):
        if any(span.start < match.start() < span.end - 1 for span in guarded) and not _free(match, guarded, rules):
            continue
        if _ends(text, start, line.end, match, rules):
            spans.append(Span(start, match.end()))
            start = match.end()
    spans.append(Span(start, line.end))
    return [span for span in (_trim(text, span) for span in spans) if span.start < span.end]


def _trim(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    left = len(words) - len(words.lstrip())
    return Span(span.start + left, max(span.start + left, span.start + len(words.rstrip())))


def _guarded(text: str, line: Span, rules: _Rules) -> list[Span]:
    """Return the quotations and parentheses that stand inside a running sentence."""
    quotations = [span for span in quotation_spans(text, line.start, line.end) if _embedded(text, line, span, rules)]
    parentheses = (Span(*match.span()) for match in _PARENTHESIS.finditer(text, line.start, line.end))
    return quotations + [span for span in parentheses if _runs_on(text, line, span.start)]


def _runs_on(text: str, line: Span, place: int) -> bool:
    before = text[line.start : place].rstrip()
    return bool(before) and before[-1] not in '.!?…:“”"«»'


def _embedded(text: str, line: Span, span: Span, rules: _Rules) -> bool:
    """Return whether a quotation stands inside a sentence that goes on: in lower case or, in German, with a noun."""
    if not _runs_on(text, line, span.start):
        return False
    after = text[span.end : line.end].lstrip()
    word = _WORD.match(after)
    noun = rules.german and word is not None and word.group().lower() not in rules.starters
    return bool(after) and (after[0].islower() or after[0] in "(–—" or noun)


def _free(match: re.Match[str], guarded: list[Span], rules: _Rules) -> bool:
    """Return whether a mark that closes a guarded span may still end the sentence: a starter follows."""
    text, inner = match.string, [span for span in guarded if span.start < match.start() < span.end - 1]
    if any(match.end() < span.end for span in inner):
        return False
    word = _WORD.match(text, _skip(text, match.end()))
    return word is not None and _starts(word.group(), rules)


def _skip(text: str, place: int) -> int:
    opener = _OPENERS.match(text, place)
    return opener.end() if opener else place


def _ends(text: str, start: int, end: int, match: re.Match[str], rules: _Rules) -> bool:
    follows = _skip(text, match.end())
    if follows >= end:
        return False  # the line ends the sentence anyway
    word = _WORD.match(text, follows, end)
    following = word.group() if word else ""
    if match["glued"]:
        return following.lower() in rules.starters
    if match["emoji"]:
        return _starts(following, rules) and match.start() > start
    place = _Place(
        text, start, match.start(), match["stop"], match["close"], text[match.end() : follows], following, follows
    )
    return _goes_ahead(place) and _judge(place, rules)


def _goes_ahead(place: _Place) -> bool:
    """Return whether what follows could begin a sentence at all."""
    if not place.following:
        return place.text[place.follows : place.follows + 1] in {"#", "@", "$", "€", "£", "+", "§", "¿", "¡"}
    return not place.following[0].islower() or bool(_BRAND.match(place.following))


def _starts(word: str, rules: _Rules) -> bool:
    return word[:1].isupper() and word.lower() in rules.starters


def _judge(place: _Place, rules: _Rules) -> bool:
    if place.stop == ".":
        return _full_stop(place, rules)
    if place.stop.startswith(("..", "…")):
        tight = not place.text[place.mark - 1 : place.mark].isspace()
        return tight or bool(place.close) or _starts(place.following, rules)
    return not _speech_goes_on(place, rules)


def _speech_goes_on(place: _Place, rules: _Rules) -> bool:
    if not rules.speech or not set(place.close) & set("\"”“’'"):
        return False
    spoken = _SPOKEN.match(place.text, place.follows)
    return spoken is not None and any(word in rules.speech for word in spoken.groups() if word)


def _full_stop(place: _Place, rules: _Rules) -> bool:
    token = _token(place)
    known = token.lower()
    if token.isdecimal():
        return _after_number(place, token, rules)
    short = known in _UNITS or (
        len(token) == 1 and token.islower() and len(place.following) > 1
    )  # "3,5 t.", "Nr. 12 a."
    measured = short and place.text[: place.mark - len(token)].rstrip()[-1:].isdigit()
    if measured or known in rules.ends:
        return True
    if len(token) == 1 and token.isalpha():
        return _after_letter(place, token, rules)
    verdict = _after_abbreviation(place, known, rules)
    if verdict is None and ((rules.german and _ROMAN.fullmatch(token)) or _CONSONANTS.fullmatch(token)):
        return _starts(place.following, rules)
    return verdict is not False


def _token(place: _Place) -> str:
    found = _TOKEN.search(place.text[max(place.start, place.mark - _LOOK_BACK) : place.mark])
    return found.group().lstrip("-–—/*_") if found else ""


def _after_abbreviation(place: _Place, known: str, rules: _Rules) -> bool | None:
    """Return whether the sentence ends after an abbreviation, None if the word is none."""
    spaced = _spaced(place)
    last = known.rsplit("-", 1)[-1].rsplit("/", 1)[-1].rsplit("&", 1)[-1]
    if last in rules.before_number:
        return not (place.following[:1].isdigit() or _ROMAN_ONE.fullmatch(place.following))
    if {known, spaced, last} & rules.never:
        return False
    if last in {"a.m", "p.m"} and not rules.german:
        opening = place.text[place.start : place.mark].split()
        only_time = len(opening) < 5 and opening[0].lower() in _BEFORE_TIME
        return not only_time and place.following.lower() not in rules.stays_after_time
    if {known, spaced, last} & rules.may_end or _inner_dots(known) or (rules.german and _street(known)):
        return _starts(place.following, rules)
    return None


def _inner_dots(known: str) -> bool:
    return bool(_DOTTED.fullmatch(known)) and known.rsplit(".", 1)[-1] not in _TOP_LEVEL


def _street(known: str) -> bool:
    return known.endswith("str") and len(known) > 3


def _spaced(place: _Place) -> str:
    """Return an abbreviation written with spaces, "z. B." as "z.b"; "" if there is none."""
    before = place.text[max(place.start, place.mark - 16) : place.mark]
    found = re.search(r"(?:(?<![\w.])[^\W\d_]{1,2}\.[ \u00a0])+[^\W\d_]{1,3}$", before)
    return re.sub(r"\s", "", found.group()).lower() if found else ""


def _after_letter(place: _Place, token: str, rules: _Rules) -> bool:
    if token.isdigit() or place.following[:1].isdigit():
        return False
    if token.islower() and _spaced(place) not in rules.may_end:
        return False
    return _starts(place.following, rules) and _spaced(place) not in rules.never


def _after_number(place: _Place, token: str, rules: _Rules) -> bool:
    at_start = not place.text[place.start : place.mark - len(token)].strip()
    if at_start and len(token) < 4:
        return False  # a list marker
    if not rules.german or len(token) > 3:
        return True
    if place.following.lower() in rules.months or place.following[:1].isdigit():
        return False
    return _starts(place.following, rules) or _is_cardinal(place, token, rules)


def _is_cardinal(place: _Place, token: str, rules: _Rules) -> bool:
    """Return whether a figure counts ("Platz 3.", "Android 9.") and is no ordinal ("am 3.")."""
    found = _BEFORE.search(place.text[max(place.start, place.mark - _LOOK_BACK) : place.mark - len(token)])
    before = found.group(1).rstrip(".") if found else ""
    known = before.lower()
    return known in rules.before_cardinal or (before[:1].isupper() and known not in rules.before_ordinal)
