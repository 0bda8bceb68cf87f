"""A claim: one clause of a variant laid beside the facts, and the doubts about it."""

from dataclasses import dataclass
from functools import cached_property

from klaviatur.records import Language, Span
from klaviatur.verify.align import Alignment, Gap, Tie
from klaviatur.verify.dates import Moment
from klaviatur.verify.facts import Facts
from klaviatur.verify.figures import Figure
from klaviatur.verify.words import Word, word_set

CLOSE = 0.55  # coverage from which a claim counts as near-verbatim, so that single words can be compared


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a claim may not be carried; `rule` is a key of messages.toml."""

    rule: str
    span: Span
    words: str
    source_span: Span | None = None
    proposal: str | None = None


@dataclass(frozen=True)
class Claim:
    """A clause with its words, figures and dates; all spans count in the text of its part."""

    text: str  # of the whole part
    span: Span
    language: Language
    alignment: Alignment
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    facts: Facts
    opens: bool = True  # it starts a sentence
    headline: bool = False  # title case or a label: capitals tell nothing

    @property
    def words(self) -> tuple[Word, ...]:
        """The claim's words, without those that declared phrases answer for."""
        return self.alignment.words

    @property
    def close(self) -> bool:
        """Return whether the claim is near-verbatim."""
        return self.alignment.coverage >= CLOSE

    @cached_property
    def typed_words(self) -> frozenset[int]:
        """Numbers of the words that belong to a figure or a date; their own checks judge them."""
        spans = [f.span for f in self.figures] + [m.span for m in self.moments]
        return frozenset(
            i for i, w in enumerate(self.words) if any(w.span.start < s.end and s.start < w.span.end for s in spans)
        )

    @cached_property
    def tied(self) -> frozenset[int]:
        """Source word numbers that the claim renders."""
        return frozenset(at for at in self.alignment.to if at is not None)

    def source_words(self, numbers: tuple[int, ...]) -> Span | None:
        """Return the source span from the first to the last of some word numbers."""
        words = self.facts.index.words
        return Span(words[numbers[0]].span.start, words[numbers[-1]].span.end) if numbers else None

    def evidence(self) -> tuple[Span, ...]:
        """Return the spans of the evidence sentences, best first."""
        return tuple(self.facts.index.lines[line].span for line in self.alignment.lines)

    def source_in(self, name: str) -> list[int]:
        """Return the numbers of the words of one word list in the evidence sentences."""
        listed, index = word_set(name, self.facts.index.language), self.facts.index
        return [
            number
            for line in self.alignment.lines
            for number in range(index.lines[line].first, index.lines[line].end)
            if index.words[number].text.lower() in listed and index.words[number].text != "May"  # the month
        ]

    def doubt(
        self, rule: str, numbers: tuple[int, ...], source: Span | None = None, proposal: str | None = None
    ) -> Doubt:
        """Return a doubt about some of the claim's words."""
        span = Span(self.words[numbers[0]].span.start, self.words[numbers[-1]].span.end)
        return Doubt(rule, span, self.text[span.start : span.end], source, proposal)


def open_content(claim: Claim, gap: Gap) -> tuple[int, ...]:
    """Return the gap's content words that no typed check judges."""
    return tuple(
        i
        for i in gap.words
        if i not in claim.typed_words
        and not claim.words[i].function
        and not claim.words[i].is_number
        and claim.alignment.ties[i] in (Tie.NOVEL, Tie.ELSEWHERE)
    )
