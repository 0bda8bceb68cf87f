"""One sentence with what is needed to judge its clauses."""

import re
from dataclasses import dataclass
from functools import cache

from klaviatur.compose.wordorder import bare, is_finite
from klaviatur.records import Language
from klaviatur.text.lexicon import read_table

_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”\"]*[”\"]|\"[^\"]*\"|»[^«]*«|‚[^‘]*‘|‘[^’]*’")
COMMA = re.compile(r",(?=\s)")


@dataclass(frozen=True, slots=True)
class Cut:
    """A range that may go."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """One sentence with what is needed to judge its clauses; quotes are blanked in `plain`."""

    text: str
    plain: str
    language: Language
    names: tuple[str, ...]
    borders: tuple[int, ...]  # places of commas, then the place of the end mark

    def part(self, number: int) -> str:
        """Return the words behind border `number`, up to the next."""
        return self.plain[self.borders[number] + 1 : self.borders[number + 1]].strip()


def view(text: str, language: Language, names: tuple[str, ...]) -> View:
    """Return a sentence ready to be judged."""
    plain = _QUOTED.sub(lambda m: "„" + "_" * (len(m[0]) - 2) + "“", text)
    end = len(text) - (1 if text[-1:] in ".!?…" else 0)
    borders = [match.start() for match in COMMA.finditer(plain) if not _in_bracket(plain, match.start())]
    return View(text, plain, language, names, (*borders, end))


def _in_bracket(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def ends_clause(part: list[str]) -> bool:
    """Return whether a German clause ends with its verb."""
    last = bare(part[-1])
    return is_finite(last, "de") or (last.islower() and last.endswith("en"))


def has_verb(text: str, language: Language) -> bool:
    """Return whether one of the words is a finite verb."""
    return any(is_finite(word, language) for word in text.split())


def first_word(text: str) -> str:
    """Return the first word without the marks around it."""
    return bare(text.split(maxsplit=1)[0]) if text.strip() else ""


def last_word(text: str) -> str:
    """Return the last word without the marks around it."""
    return bare(text.rsplit(maxsplit=1)[-1]) if text.strip() else ""


@cache
def listed(language: Language, key: str) -> frozenset[str]:
    """Return a list of the table as a set."""
    return frozenset(read_table("klaviatur.compose", "shorten.toml")[language][key].split())
