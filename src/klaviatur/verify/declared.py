"""Which characters of a part are declared words: phrases of ours, the voice's own lines, mere layout."""

from dataclasses import dataclass, field
from functools import cached_property

import regex

from klaviatur.records import Phrase, Phrasebook, Piece, Span, Voice
from klaviatur.verify.checks.quotes import verbatim_key

_SLOT = regex.compile(r"\{\w+\}")
_LAYOUT = regex.compile(r"[^\p{L}\p{Nd}]*(?:\d{1,2}\s?[/.)]\s?(?:\d{1,2})?)?[^\p{L}\p{Nd}]*")


@dataclass(frozen=True)
class Declared:
    """The wording that needs no evidence in a source."""

    phrasebook: Phrasebook
    voice: Voice
    _by_id: dict[str, Phrase] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {phrase.id: phrase for phrase in self.phrasebook.phrases})

    def answers_for(self, piece: Piece) -> bool:
        """Return whether the phrase a piece names really holds its words; slot words are claims and do not count."""
        if piece.phrase == "format":
            return _LAYOUT.fullmatch(piece.text) is not None
        key = verbatim_key(piece.text)
        if not key:
            return True
        if (piece.phrase or "").startswith("voice."):
            return f" {key} " in self._voice_key
        phrase = self._by_id.get(piece.phrase or "")
        return phrase is not None and any(f" {key} " in f" {literal} " for literal in _literals(phrase.text))

    def spans_in(self, text: str) -> list[Span]:
        """Return declared runs of a text nobody has mapped: whole phrases with their slots left out, voice lines."""
        spans = [
            span for pattern, anchor in self._templates if anchor in text for span in _literal_spans(pattern, text)
        ]
        for line in self._voice_lines:
            spans += [Span(*match.span()) for match in regex.finditer(regex.escape(line), text)]
        return spans

    @cached_property
    def _voice_lines(self) -> tuple[str, ...]:
        voice = self.voice
        lines = [
            voice.boilerplate,
            voice.sign_off,
            voice.greeting,
            voice.sender,
            voice.person,
            voice.link,
            *voice.hashtags,
        ]
        return tuple(line for line in lines if line and line.strip())

    @cached_property
    def _voice_key(self) -> str:
        return " " + " | ".join(verbatim_key(line) for line in self._voice_lines) + " "

    @cached_property
    def _templates(self) -> tuple[tuple["regex.Pattern[str]", str], ...]:
        """Return a pattern per phrase whose literal words are groups, with its longest literal to look for first."""
        return tuple(_template(phrase.text) for phrase in self.phrasebook.phrases if _anchor(phrase.text))


def _literals(template: str) -> list[str]:
    return [verbatim_key(literal) for literal in _SLOT.split(template)]


def _anchor(template: str) -> str:
    """Return the longest literal run, "" where a template is too short to be recognised in free text."""
    longest = max((part.strip() for part in _SLOT.split(template)), key=len, default="")
    return longest if len(longest) >= 4 else ""


def _template(template: str) -> tuple["regex.Pattern[str]", str]:
    literals = _SLOT.split(template)
    groups = [f"({regex.escape(literal)})" for literal in literals]
    return regex.compile(r"(?<!\w)" + r"[^\n]{1,160}?".join(groups) + r"(?!\w)"), _anchor(template)


def _literal_spans(pattern: "regex.Pattern[str]", text: str) -> list[Span]:
    return [
        Span(*match.span(group))
        for match in pattern.finditer(text)
        for group in range(1, (match.re.groups or 0) + 1)
        if match.group(group).strip()
    ]
