"""Where one product variant is put together: one record, one channel, and what still fits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from klaviatur.compose.pieces import Pieces, fill, slots_of, text_of
from klaviatur.compose.products.record import Record
from klaviatur.compose.typography import plain_marks, polish
from klaviatur.records import (
    Bilingual,
    Channel,
    Finding,
    Language,
    PartProfile,
    Phrase,
    Phrasebook,
    Piece,
    Severity,
    Voice,
)
from klaviatur.text.counting import fits, measure

Draft = tuple[str, Pieces]  # part name and content


class Bank:
    """The declared phrases by language and use, so that a catalogue does not search them again and again."""

    def __init__(self, book: Phrasebook) -> None:
        self._uses: dict[tuple[Language, str], list[Phrase]] = defaultdict(list)
        for phrase in book.phrases:
            self._uses[phrase.language, phrase.use].append(phrase)

    def phrases(self, use: str, language: Language, voice: Voice) -> list[Phrase]:
        """Return the phrases for a use that suit the voice, in the book's order."""
        return [
            one
            for one in self._uses.get((language, use), ())
            if one.address in {"any", voice.address} and (not one.registers or voice.register in one.registers)
        ]


@dataclass(slots=True)
class Desk:
    """One record at work for one channel."""

    record: Record
    channel: Channel
    voice: Voice
    bank: Bank
    findings: list[Finding] = field(default_factory=list)

    @property
    def language(self) -> Language:
        """Return the language of the sheet."""
        return self.record.source.language

    # --- words of ours ---
    def say(self, use: str, **slots: Sequence[Piece]) -> Pieces:
        """Return a declared phrase with its slots filled, () if there is none for it or a slot is empty."""
        given: Mapping[str, Sequence[Piece]] = {name: value for name, value in slots.items() if value}
        suits = [one for one in self.every(use) if slots_of(one) <= set(given)]
        return fill(suits[0], given) if suits else ()

    def every(self, use: str) -> list[Phrase]:
        """Return all phrases for a use."""
        return self.bank.phrases(use, self.language, self.voice)

    def fillers(self, use: str) -> list[Pieces]:
        """Return all phrases without slots for a use, filled."""
        return [fill(one) for one in self.every(use) if not slots_of(one)]

    def warn(self, rule: str, german: str, english: str, severity: Severity = Severity.WARN) -> None:
        """Leave a finding for the reviewer."""
        self.findings.append(Finding(rule, severity, Bilingual(german, english)))

    # --- room ---
    def part(self, name: str) -> PartProfile | None:
        """Return the profile of a part, None if the channel has none of that name."""
        return next((part for part in self.channel.parts if part.name == name), None)

    def fits(self, name: str, content: Iterable[Piece] | str) -> bool:
        """Return whether a text keeps every limit of the part, practice included."""
        text = self.shown(content if isinstance(content, str) else text_of(content))
        part = self.part(name)
        return bool(text.strip()) and (part is None or fits(text, part.limits)) and ("\n" not in text or _many(part))

    def shown(self, text: str) -> str:
        """Return the text as the channel will carry it."""
        text = "\n".join(polished(line, self.language) for line in text.split("\n"))
        return plain_marks(text) if self.channel.options.get("transliterate") else text

    def size(self, name: str, content: Iterable[Piece]) -> int:
        """Return the size in the part's own first measure."""
        part = self.part(name)
        text = text_of(content)
        return measure(text, part.limits[0].measure) if part and part.limits else len(text)

    def aim(self, name: str) -> int:
        """Return the most a professional writes into this part, in its first measure."""
        part = self.part(name)
        return part.target[1] if part and part.target else 600

    def room(self, name: str) -> int:
        """Return about how many characters the part holds."""
        part = self.part(name)
        known = [_characters(limit.measure, limit.maximum) for limit in part.limits if limit.maximum] if part else []
        return min(known, default=10_000)


@lru_cache(maxsize=50_000)
def polished(line: str, language: Language) -> str:
    """Return a line in its language's typography; most lines of a sheet come in many channels."""
    return polish(line, language)


def _many(part: PartProfile | None) -> bool:
    return part is None or part.multiline


def _characters(how: str, maximum: int) -> int:
    return {"words": maximum * 6, "hashtags": 10_000, "lines": maximum * 60, "pixels": maximum // 9}.get(how, maximum)
