"""What errors say, in the language of the page.

An error carries its English sentence, values filled in; so do old reports of work that were kept. The catalogue
errors.po holds every such sentence with `{slots}` (tools/translations.py reads them out of the code): the sentence is
found again by its words, and said in the other language with the same values. Moments in it are written as people of
either language write them, in the time zone of the workspace.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from itertools import islice

from markupsafe import Markup

from klaviatur.adapters.outlets import passports
from klaviatur.doors.site.i18n import exact_moment, read_catalogue
from klaviatur.records import Health, Language

SLOT = re.compile(r"\{(\w+)(!r)?\}")
_AS_REPR = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\[.*?\]|[^\s'"]+?"""
_QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_BREAKS = (re.compile(r"(?<=[.!?]) (?=\S)"), re.compile("; "), re.compile(r" (?:and|or) |, "))
MOST = 8  # places at which a message is parted: none of ours has more, what somebody sent may have thousands
_COMMAND = re.compile(r"klaviatur [^.:;,„]*$")  # a command that has begun
_MARKS = {" and ": " und ", " or ": " oder "}
_MOMENT = re.compile(  # outside of quotation marks: what somebody else said stays as they said it
    r"""„[^“]*“|(?<!\w)'[^']*'(?!\w)|"[^"]*"|"""
    r"""(?<!\w)(?P<at>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<zone>Z|\ UTC|[+-]\d\d:\d\d)(?!\w)"""
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an error and how it is said in another language."""

    pattern: re.Pattern[str]
    own: int  # characters that are no slot
    longest: str  # piece between its slots
    words: str

    def found(self, said: str) -> Mapping[str, str] | None:
        """Return the values in what was said, None where it is another sentence."""
        found = self.pattern.fullmatch(said) if self.longest in said else None
        return found.groupdict() if found else None


def tell(language: Language, said: str, zone: tzinfo | None = None) -> str:
    """Return what an error says in a language; what no catalogue knows stays as it is."""
    return _with_moments(language, (language != "en" and _told(language, said)) or said, zone)


def tell_marked(language: Language, said: str, zone: tzinfo | None = None) -> str:
    """Return the same for a page, English words marked as such on a page that is not English."""
    told = said if language == "en" else _told(language, said)
    if told or not said:
        return _with_moments(language, told, zone)
    return Markup('<span lang="en">{}</span>').format(_with_moments(language, said, zone))


def tell_health(language: Language, health: Health, zone: tzinfo | None = None) -> str:
    """Return how an outlet is; what an error says about it is told in the language, too."""
    said, cause = _with_cause(language, health)
    return Markup("{}{}").format(_with_moments(language, said, zone), tell_marked(language, cause, zone))


def plain_health(language: Language, health: Health, zone: tzinfo | None = None) -> str:
    """Return the same for a terminal."""
    said, cause = _with_cause(language, health)
    return _with_moments(language, said, zone) + tell(language, cause, zone)


def _with_cause(language: Language, health: Health) -> tuple[str, str]:
    """Return an outlet's message and, apart from it, the error's own English words at its end."""
    said, cause = health.message.in_language(language), health.message.en
    other = language != "en" and said.endswith(cause)
    return (said.removesuffix(cause), cause) if other else (said, "")


def _with_moments(language: Language, said: str, zone: tzinfo | None) -> str:
    """Return words whose moments are written as a language writes them."""

    def written(found: re.Match[str]) -> str:
        try:
            at = datetime.fromisoformat(found["at"] + found["zone"].replace(" UTC", "Z")) if found["at"] else None
        except ValueError:
            at = None
        return exact_moment(at, language, zone) if at else found[0]

    return _MOMENT.sub(written, said)


def _told(language: Language, said: str) -> str:
    """Return a sentence, or several of them, in another language, "" where one of them is not known."""
    return _sentence_told(language, said) or next((told for told in _in_pieces(language, said) if told), "")


def _sentence_told(language: Language, said: str) -> str:
    for sentence in _sentences(language):
        values = sentence.found(said)
        if values is not None:
            return _filled(language, sentence.words, values)
    return ""


def _filled(language: Language, words: str, values: Mapping[str, str]) -> str:
    """Return words with their values in the slots; what stands in a command stays as a command line takes it."""

    def filled(slot: re.Match[str]) -> str:
        value = values.get(slot[1], "")
        return value if _COMMAND.search(words, 0, slot.start()) else _value(language, value)

    return SLOT.sub(filled, words)


def _in_pieces(language: Language, said: str) -> Iterator[str]:
    """Yield what one sentence and the rest after it, or a list, are told as, for each place they may be parted at."""
    for at in (found for mark in _BREAKS for found in islice(mark.finditer(said), MOST)):
        left = _sentence_told(language, said[: at.start()])
        right = _told(language, said[at.end() :]) if left else ""
        yield f"{left}{_MARKS.get(at[0], at[0])}{right}" if right else ""
    thing, colon, rest = said.partition(": ")  # what it is about, and what went wrong with it
    told = _sentence_told(language, rest) if rest else ""
    yield thing + colon + told if told else ""


def _value(language: Language, value: str) -> str:
    """Return a value as it is written in German: words of ours told, quotation marks and figures in its own way."""
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        return f"„{quoted[2]}“"
    if _GROUPED.fullmatch(value):
        return value.replace(",", ".")
    return _told(language, value) or _labels().get(value) or value


@cache
def _labels() -> Mapping[str, str]:
    """Return what settings of outlets are called in German, by their English names."""
    return {field.label.en: field.label.de for passport in passports() for field in passport.fields}


@cache
def _sentences(language: Language) -> tuple[Sentence, ...]:
    """Return the catalogue, the sentences with the most words of their own first."""
    read = [
        _sentence(str(message.id), str(message.string)) for message in read_catalogue(language, "errors") if message.id
    ]
    return tuple(sorted(read, key=lambda sentence: -sentence.own))


def _sentence(english: str, words: str) -> Sentence:
    pieces = SLOT.split(english)
    literal = [piece.replace("{{", "{").replace("}}", "}") for piece in pieces[::3]]
    named = zip(pieces[1::3], pieces[2::3], strict=True)
    slots = [*(f"(?P<{name}>{_AS_REPR if quoted else '.*?'})" for name, quoted in named), ""]
    pattern = "".join(re.escape(piece) + slot for piece, slot in zip(literal, slots, strict=True))
    own = words.replace("{{", "{").replace("}}", "}")
    return Sentence(re.compile(pattern, re.DOTALL), len("".join(literal)), max(literal, key=len), own)
