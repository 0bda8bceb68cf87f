"""A source text prepared once for many questions."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from klaviatur.records import Language, Span
from klaviatur.verify.clauses import sentences_of
from klaviatur.verify.words import Word, words_of


@dataclass(frozen=True)
class Line:
    """One sentence of the source with the range of its words."""

    span: Span
    first: int
    end: int


@dataclass(frozen=True)
class Index:
    """Words, sentences and where each stem stands; weights say how rare a stem is in this text."""

    text: str
    language: Language
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    line_of: tuple[int, ...]  # line of each word
    at: dict[str, list[int]] = field(repr=False)  # stem -> word numbers
    lines_with: dict[str, frozenset[int]] = field(repr=False)

    @cached_property
    def long_stems(self) -> tuple[str, ...]:
        """Stems long enough to be compounds."""
        return tuple(sorted({word.stem for word in self.words if len(word.stem) >= 7}))

    @cached_property
    def names(self) -> frozenset[str]:
        """Stems of words that are written with a capital inside a sentence."""
        starts = {line.first for line in self.lines}
        return frozenset(w.stem for i, w in enumerate(self.words) if w.is_capital and i not in starts)

    def weight(self, stem: str) -> float:
        """Return how much a stem tells, 0 for unknown function words to about 1 for a rare word."""
        seen = len(self.lines_with.get(stem, ()))
        return math.log(1 + len(self.lines) / (1 + seen)) / math.log(2 + len(self.lines))

    def line_words(self, line: int) -> tuple[Word, ...]:
        """Return the words of one sentence."""
        return self.words[self.lines[line].first : self.lines[line].end]

    def has(self, stem: str) -> bool:
        """Return whether the stem stands anywhere."""
        return stem in self.at


def build_index(text: str, language: Language) -> Index:
    """Return the index of a text; an empty text gives an index without lines."""
    words: list[Word] = []
    lines: list[Line] = []
    line_of: list[int] = []
    for span in sentences_of(text, language):
        first = len(words)
        words += words_of(text[span.start : span.end], language, span.start)
        line_of += [len(lines)] * (len(words) - first)
        lines.append(Line(span, first, len(words)))
    at: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        at[word.stem].append(number)
    lines_with = {stem: frozenset(line_of[n] for n in numbers) for stem, numbers in at.items()}
    return Index(text, language, tuple(words), tuple(lines), tuple(line_of), dict(at), lines_with)


def rank_lines(index: Index, words: tuple[Word, ...], count: int = 3) -> list[tuple[int, float]]:
    """Return the source sentences that share most with `words`, best first, with the share they cover (0-1)."""
    stems = Counter(w.stem for w in words if not w.function)
    small = {w.stem for w in words if w.function}
    weights = {stem: index.weight(stem) for stem in stems}
    total = sum(weights.values()) + 0.04 * len(small) or 1.0
    scores: dict[int, float] = defaultdict(float)
    for stem, weight in weights.items():
        for line in index.lines_with.get(stem, ()):
            scores[line] += weight
    for stem in small:
        for line in index.lines_with.get(stem, ()):
            scores[line] += 0.04
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:count]
    return [(line, score / total) for line, score in ranked]
