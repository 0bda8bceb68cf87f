"""Which characters of a part are declared words: phrases of ours, the voice's own lines, mere layout."""

from dataclasses import dataclass, field
from functools import cached_property

import regex

from klaviatur.records import Phrase, Phrasebook, Piece, Source, Span, Voice
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.words import words_of

_SLOT = regex.compile(r"\{\w+\}")
_COUNTED = regex.compile(r"\{(?:figure|count|number|minutes|seconds)\}")
_LAYOUT = regex.compile(r"[^\p{L}\p{Nd}]*(?:\d{1,2}\s?[/.)]\s?(?:\d{1,2})?)?[^\p{L}\p{Nd}]*")


@dataclass(frozen=True)
class Declared:
    """The wording that needs no evidence in a source."""

    phrasebook: Phrasebook
    voice: Voice
    source: Source
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
        if piece.phrase == "source.image":
            return f" {key} " in self._image_key
        phrase = self._by_id.get(piece.phrase or "")
        return phrase is not None and (_holds(phrase.text, key) or self._fills(phrase, piece.text))

    def _fills(self, phrase: Phrase, text: str) -> bool:
        """Return whether a text is a phrase with words of the source in its slots."""
        groups = [regex.escape(literal) for literal in _SLOT.split(phrase.text)]
        match = regex.fullmatch("(.+?)".join(groups), text)
        words = words_of(" ".join(match.groups()), self.source.language) if match else ()
        return bool(words) and all(word.function or word.stem in self._stems for word in words)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in words_of(self.source.text, self.source.language))

    def spans_in(self, text: str) -> list[Span]:
        """Return declared runs of a text nobody has mapped: whole phrases with their slots left out, voice lines."""
        spans = [
            span for pattern, anchor in self._templates if anchor in text for span in _literal_spans(pattern, text)
        ]
        own = [*self._voice_lines, *(image.alt for image in self.source.images if image.alt)]
        for line in own:
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
    def _image_key(self) -> str:
        """What the source says of its images; it stands beside the text and has no offsets there."""
        said = [words for image in self.source.images for words in (image.alt, image.caption)]
        return " " + " | ".join(verbatim_key(words) for words in said) + " "

    @cached_property
    def _templates(self) -> tuple[tuple["regex.Pattern[str]", str], ...]:
        """Return a pattern per phrase whose literal words are groups, with its longest literal to look for first."""
        return tuple(_template(phrase.text) for phrase in self.phrasebook.phrases if _anchor(phrase.text))


def _holds(template: str, key: str) -> bool:
    """Return whether a phrase says these words itself; figures about the text (its length) count as ours."""
    counted = _COUNTED.sub("0", template)
    if counted != template:
        key = regex.sub(r"\d+", "0", key)
    return any(f" {key} " in f" {verbatim_key(literal)} " for literal in _SLOT.split(counted))


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
