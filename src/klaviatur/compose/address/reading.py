"""A grammarian's view of a German text: words, sentences, clauses, and what stands between quotation marks."""

import re
from dataclasses import dataclass

from klaviatur.compose.address.verbs import word_class

_TOKEN = re.compile(r"https?://\S*[^\s.,;:!?)]|\w+(?:[-'’*:]\w+)*|[^\w\s]|\n+")
_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”“]*”|\"[^\"\n]*\"|»[^«]*«|«[^»]*»|‚[^‘’]*[‘’]")
_AFTER_FIGURE = re.compile(r"\s+(?:[A-ZÄÖÜ]\w*en Sie\b|Sie\b)")  # "1-5. Denken Sie": no ordinal
_ENDS = frozenset(".!?…")
_BREAKS = frozenset(",;:–—()[]-/|•")
_ABBREVIATIONS = word_class("abbreviations")


@dataclass(slots=True)
class Word:
    """One word: its place, whether it opens a sentence, whether it is quoted."""

    text: str
    start: int
    end: int
    opens: bool = False
    quoted: bool = False
    leads: bool = False  # first word behind a mark of punctuation

    @property
    def low(self) -> str:
        """Return the word in lower case."""
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """Return whether the word starts with a capital letter."""
        return self.text[:1].isupper()


@dataclass(slots=True)
class Clause:
    """Words between two marks of punctuation; `ending` is the mark that ends the whole sentence, "" for none."""

    words: list[Word]
    sentence: int
    mark: str = ""  # the mark behind the clause
    ending: str = ""

    def start(self) -> int:
        """Return the index of the first word that is no filler and no conjunction."""
        skip = word_class("fillers") | word_class("conjunctions")
        at = 0
        while at < len(self.words) - 1 and self.words[at].low in skip:
            at += 1
        return at


def read(text: str) -> list[Clause]:
    """Return the clauses of a text in order."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    clauses: list[Clause] = []
    words: list[Word] = []
    sentence, opens = 0, True
    pending: list[Clause] = []
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark[0].isalnum() or mark[0] == "_":
            inside = any(a < match.start() < b for a, b in quoted)
            words.append(Word(mark, match.start(), match.end(), opens and not inside, inside, not words))
            opens = opens and inside
            continue
        ends = _ends_sentence(mark, words, text, match.end())
        if not ends and mark not in _BREAKS:
            opens = opens or mark in '„»"'
            continue
        if words:
            pending.append(Clause(words, sentence, mark))
            words = []
        opens = opens or ends or mark in ":•"
        if ends:
            clauses += _close(pending, mark)
            pending, sentence = [], sentence + 1
    if words:
        pending.append(Clause(words, sentence))
    return clauses + _close(pending, "")


def _close(pending: list[Clause], mark: str) -> list[Clause]:
    for clause in pending:
        clause.ending = mark.strip()
    return pending


def _ends_sentence(mark: str, words: list[Word], text: str, end: int) -> bool:
    if mark[0] == "\n":
        return True
    if mark not in _ENDS:
        return False
    if mark != ".":
        return True
    last = words[-1].text if words else ""
    if last.isdigit():
        return bool(_AFTER_FIGURE.match(text, end))
    follows = text[end : end + 2].lstrip()[:1]
    return not (last.lower() in _ABBREVIATIONS or (follows and follows.islower()))
