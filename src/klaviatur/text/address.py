"""How a German text speaks to its reader: du, Sie, both or not at all."""

from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import regex

from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table

Address = Literal["du", "Sie", "mixed", "none"]

_QUOTED = regex.compile(r"„[^“”\"]*[“”\"]|“[^”“]*”|\"[^\"\n]*\"|»[^«]*«|«[^»]*»|‚[^‘’]*[‘’]")
_TOKEN = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\p{L}[\p{L}\p{Nd}'’*:-]*(?<![:'’*-])|[.!?…:;,()–—\n•]|\d+")
_ABBREVIATIONS = frozenset(
    ["z", "b", "d", "h", "u", "a", "dr", "prof", "nr", "ca", "bzw", "str", "st", "mr", "mrs", "s"]
)
_BESIDE_SIE = frozenset(["nicht", "selbst", "jetzt", "alle", "beide", "als", "und", "oder", "auch", "doch", "wiederum"])


class Mark(NamedTuple):
    """A word that shows the address."""

    span: Span
    form: Literal["du", "Sie"]


class _Word(NamedTuple):
    text: str
    start: int
    opens: bool  # first word of a sentence, or behind a colon
    leads: bool  # first word behind any mark
    sentence: int
    low: str


def detect_address(text: str, language: Language) -> Address:
    """Return how a text addresses its reader outside quotation marks; "none" for English."""
    forms = {mark.form for mark in address_marks(text, language)}
    if len(forms) == 2:
        return "mixed"
    return forms.pop() if forms else "none"


@lru_cache(maxsize=2048)
def address_marks(text: str, language: Language) -> tuple[Mark, ...]:
    """Return the words that show the address, in order; quoted words and idioms ("Du meine Güte") are left out."""
    if language != "de":
        return ()
    words = _words(_blank(text))
    signs = _signs_of_du()
    informal = [w for n, w in enumerate(words) if (w.low in signs or "-" in w.low) and _is_du(words, n)]
    formal = _formal(words, spoken_to=bool(informal))
    marks = [Mark(Span(w.start, w.start + len(w.text)), "du") for w in informal]
    marks += [Mark(Span(w.start, w.start + len(w.text)), "Sie") for w in formal]
    return tuple(sorted(marks))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(str(read_table("klaviatur.text", "address.toml")[name]).split())


@cache
def _signs_of_du() -> frozenset[str]:
    return _set("du") | _set("du_verbs") | _set("imperatives") | {"ihr"}


def _blank(text: str) -> str:
    """Return the text with quotations and idioms blanked out, places unchanged."""
    text = _QUOTED.sub(lambda m: " " * len(m.group()), text)
    for idiom in read_table("klaviatur.text", "address.toml")["idioms"]:
        text = text.replace(idiom, " " * len(idiom))
    return text


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    opens = leads = True
    sentence, last = 0, ""
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark[0].isalpha() and "@" not in mark and "://" not in mark:
            words.append(_Word(mark, match.start(), opens, leads, sentence, mark.lower()))
            opens = leads = False
        elif mark[0].isdigit():
            opens = leads = False
        elif _ends(mark, last, text[match.end() : match.end() + 2]):
            opens = leads = True
            sentence += 1
        else:
            leads = True
            opens = opens or mark in ":•"
        last = mark
    return words


def _ends(mark: str, last: str, follows: str) -> bool:
    if mark != ".":
        return mark in "!?…\n"
    behind = follows.lstrip()[:1]
    return not (last.isdigit() or last.lower() in _ABBREVIATIONS or (behind and behind.islower()))


def _is_du(words: list[_Word], n: int) -> bool:
    word = words[n]
    low = word.low
    if low in _set("du"):
        return word.text != "DU" and (
            word.opens or word.text[0].islower() or word.text in {"Du", "Dich", "Dir", "Dein", "Deine"}
        )
    if low == "ihr":
        return _is_friends(words, n)
    if "-" in low:
        return any(part in _set("du") for part in low.split("-"))
    if low in _set("du_verbs"):
        return word.text[0].islower() or word.opens
    return word.leads and low in _set("imperatives") and _is_command(words, n)


def _is_friends(words: list[_Word], n: int) -> bool:
    """Return whether ihr means several friends: "ihr habt", "Macht ihr das?", "falls ihr Zeit habt"."""
    behind = words[n + 1 :]
    before = words[n - 1] if n else None
    if before and (before.low in _set("ihr_verbs") or _asks_friends(before, behind)):
        return True
    if behind and behind[0].text[0].isupper() and words[n].text == "ihr" and not words[n].opens:
        return any(w.low in _set("ihr_verbs") for w in behind[:6] if w.sentence == words[n].sentence) and (
            before is not None and before.low in _set("conjunctions")
        )
    return any(w.low in _set("ihr_verbs") for w in behind[:10] if w.sentence == words[n].sentence)


def _asks_friends(before: _Word, behind: list[_Word]) -> bool:
    """Return whether a verb in -t opens the question: "Macht ihr"; "Hilft ihr" speaks of her."""
    plain = before.opens and before.low.endswith("t") and before.low not in _set("singular_verbs")
    return plain and bool(behind) and behind[0].text[0].islower()


def _is_command(words: list[_Word], n: int) -> bool:
    """Return whether a form at the start of a clause is a command to du, not "Finde ich gut" or "ich höre, suche"."""
    word, behind = words[n], words[n + 1].low if n + 1 < len(words) else ""
    if word.low in {"teile", "folge"} and behind in {"der", "des", "von", "dieser", "dieses", "einer", "eines"}:
        return False  # "Teile der Stadt"
    told = [w.low for w in words[max(0, n - 25) : n] if w.sentence == word.sentence]
    if not word.opens and word.low.endswith("e") and "ich" in told:
        return False
    if word.opens and word.low.endswith("e") and not _goes_on(words, n):
        return False  # "Versuche, eine Armee aufzubauen, scheiterten"
    if behind in {"ich", "sie", "er", "es", "wir", "man", ""} and not (behind == "es" and word.opens):
        return False
    return word.opens or word.text[0].islower()


def _goes_on(words: list[_Word], n: int) -> bool:
    """Return whether the next word follows after one space, not behind a mark."""
    return n + 1 < len(words) and words[n + 1].start == words[n].start + len(words[n].text) + 1


def _formal(words: list[_Word], *, spoken_to: bool) -> list[_Word]:
    forms = _set("sie")
    sure = [w for w in words if not w.opens and (w.text in forms or not forms.isdisjoint(w.text.split("-")[1:]))]
    known = {w.sentence for w in sure}
    found = list(sure)
    for n, word in enumerate(words):
        if word.opens and word.text in forms and _opens_formally(words, n, known, alone=not sure and not spoken_to):
            found.append(word)
            known.add(word.sentence)
    return found


def _opens_formally(words: list[_Word], n: int, known: set[int], *, alone: bool) -> bool:
    """Judge Sie, Ihr, Ihnen at the start of a sentence: the reader, or they and she."""
    word, inside = words[n], [w for w in words if w.sentence == words[n].sentence]
    behind = words[n + 1] if n + 1 < len(words) and words[n + 1].sentence == word.sentence else None
    if behind and _speaks_of_others(word, behind):
        return False
    if word.sentence in known or (behind and behind.low == "wissen"):
        return True
    if word.text != "Sie" and any(w.low in _set("speakers") for w in inside):
        return True
    if any(w.text in _set("third") for w in inside):
        return word.sentence == 0 and word.text == "Sie" and alone and not _of_them(inside)
    if word.sentence - 1 in known or word.sentence == 0:
        return bool(known) or alone
    return alone and not _names_others([w for w in words if word.sentence - 2 <= w.sentence < word.sentence])


def _speaks_of_others(word: _Word, behind: _Word) -> bool:
    """Return whether the next word shows that nobody is addressed: "Sie hat", "Ihr habt"."""
    low = behind.low
    if word.text == "Ihr":
        return low.endswith("t") and low in _set("ihr_verbs")
    if word.text == "Ihnen" and low in {"zufolge", "gemeinsam", "gegenüber"}:
        return True
    if word.text != "Sie":
        return False
    if low in _set("singular_verbs") or low in _set("prepositions"):
        return True
    return behind.text[0].islower() and not low.endswith(("n", "sind")) and low not in _BESIDE_SIE


def _of_them(inside: list[_Word]) -> bool:
    return any(w.text in {"ihr", "ihre", "ihren", "ihrem", "ihrer"} for w in inside)


def _names_others(before: list[_Word]) -> bool:
    """Return whether a plural stands there that "Sie" could take up."""
    if any(w.text in _set("third") for w in before):
        return True
    pairs = pairwise(before)
    return any(a.low in _set("plural_determiners") and b.text[0].isupper() and b.low[-1] in "nerso" for a, b in pairs)
