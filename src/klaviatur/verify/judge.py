"""Judges one clause: lays it beside the source, asks every typed check, and says how far the source carries it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import regex

from klaviatur.ports import Embedder
from klaviatur.records import Evidence, Language, Span, Verdict
from klaviatur.verify.align import Alignment, align
from klaviatur.verify.checks import ALL
from klaviatur.verify.claim import CLOSE, Claim, Doubt
from klaviatur.verify.clauses import clauses_of, sentences_of
from klaviatur.verify.facts import Facts, typed
from klaviatur.verify.findings import severity_of
from klaviatur.verify.words import Word, word_set, words_of

_AROUND = 120  # characters beside a sentence in which its speaker may be named
_HOLLOW = 4  # words from which a clause without content is asked where it comes from
_TELLING = 3  # content words, figures aside, from which a run of words reports something
_LETTERS = regex.compile(r"\p{L}+")
THIN = 0.34  # coverage under which the source does not speak of a claim
FAR = 0.50  # cosine under which no sentence of the source is about the same thing


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdict, evidence and doubts for one clause; spans count from the clause's own start."""

    verdict: Verdict
    source: tuple[Span, ...]
    score: float
    doubts: tuple[Doubt, ...]

    def evidence(self, part: int, clause: Span) -> Evidence:
        """Return the evidence record at its place."""
        return Evidence(part, clause, self.verdict, self.source, round(self.score, 3))


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a clause; equal questions get the same answer, so it is asked once."""

    text: str
    declared: tuple[Span, ...] = ()
    opens: bool = True
    speaks: bool = False  # the words around the clause name who says it
    fragment: bool = False  # a run of a sentence that goes on elsewhere: nothing can be said to be left out


class Judge:
    """Answers questions about one source, each once."""

    def __init__(self, facts: Facts, embedder: Embedder | None, language: Language) -> None:
        """Judge clauses in `language` by `facts`; vectors are only made where words alone do not decide."""
        self.facts = facts
        self.embedder = embedder
        self.language = language
        self._known: dict[Question, Judgement] = {}

    def answer(self, questions: list[Question]) -> list[Judgement]:
        """Return one judgement per question; vectors of all open questions are made in one batch."""
        fresh = [question for question in dict.fromkeys(questions) if question not in self._known]
        claims = {question: self._claim(question) for question in fresh}
        near = self._nearness([question for question in fresh if self._is_open(claims[question])])
        for question in fresh:
            self._known[question] = self._judge(claims[question], question, near.get(question))
        return [self._known[question] for question in questions]

    def _claim(self, question: Question) -> Claim:
        words = tuple(w for w in words_of(question.text, self.language) if not _inside(w.span, question.declared))
        figures, moments = typed(question.text, self.language)
        return Claim(
            question.text,
            Span(0, len(question.text)),
            self.language,
            self._aligned(words),
            tuple(f for f in figures if not _inside(f.span, question.declared)),
            tuple(m for m in moments if not _inside(m.span, question.declared)),
            self.facts,
            opens=question.opens,
            headline=_is_title_case(words, self.language),
        )

    def _aligned(self, words: tuple[Word, ...]) -> Alignment:
        return align(words, self.facts.index)

    def _is_open(self, claim: Claim) -> bool:
        return claim.alignment.coverage < THIN or self.language != self.facts.index.language

    def _nearness(self, questions: list[Question]) -> dict[Question, float]:
        """Return the cosine of each question's clause with the nearest source sentence."""
        if self.embedder is None or not questions or not self.facts.index.lines:
            return {}
        vectors = self.embedder.embed([question.text for question in questions])
        best = (vectors @ self._line_vectors.T).max(axis=1)
        return {question: float(value) for question, value in zip(questions, best, strict=True)}

    @cached_property
    def _line_vectors(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - an array of the embedder's own shape
        assert self.embedder is not None  # noqa: S101 - asked only where there is one
        index = self.facts.index
        return self.embedder.embed([index.text[line.span.start : line.span.end] for line in index.lines])

    def _judge(self, claim: Claim, question: Question, nearness: float | None) -> Judgement:
        content = [word for word in claim.words if not word.function]
        if not content and not claim.figures and not claim.moments:
            return Judgement(Verdict.DECLARED if question.declared else Verdict.SUPPORTED, _places(claim), 1.0, ())
        doubts = [doubt for check in ALL for doubt in check(claim)]
        if question.speaks or _telling(claim) < _TELLING:
            doubts = [doubt for doubt in doubts if doubt.rule != "attribution.lost"]
        if question.fragment:
            doubts = [doubt for doubt in doubts if not told_elsewhere(doubt)]
        doubts += _whole(claim, len(content), nearness)
        return Judgement(_verdict(claim, doubts), _places(claim), _trust(claim, doubts), tuple(_once(doubts)))


def told_elsewhere(doubt: Doubt) -> bool:
    """Return whether a doubt is about words that may stand in the next part of a sentence that runs on."""
    return doubt.rule.endswith(".lost") or doubt.rule == "number.qualifier"


def _telling(claim: Claim) -> int:
    return sum(not word.function and i not in claim.typed_words for i, word in enumerate(claim.words))


def shifted(doubt: Doubt, offset: int) -> Doubt:
    """Return a doubt whose span counts from the start of the part."""
    return replace(doubt, span=Span(doubt.span.start + offset, doubt.span.end + offset))


def _inside(span: Span, others: tuple[Span, ...]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _is_title_case(words: tuple[Word, ...], language: Language) -> bool:
    content = [word for word in words if not word.function and not word.is_number]
    return language == "en" and len(content) >= 3 and sum(w.is_capital for w in content) >= 0.75 * len(content)


def _places(claim: Claim) -> tuple[Span, ...]:
    """Return, per evidence sentence, the run from the first to the last word the claim renders."""
    index = claim.facts.index
    runs = []
    for line in claim.alignment.lines:
        tied = [n for n in claim.tied if index.line_of[n] == line]
        if tied:
            runs.append(Span(index.words[min(tied)].span.start, index.words[max(tied)].span.end))
    return tuple(runs)


def _whole(claim: Claim, content: int, nearness: float | None) -> list[Doubt]:
    """Doubt the whole clause where the source hardly speaks of it."""
    coverage = claim.alignment.coverage
    if _is_hollow(claim, content):
        return [Doubt("claim.unsupported", claim.span, claim.text)]
    if coverage >= CLOSE or content < 2:
        return []
    far = coverage < THIN and (nearness < FAR if nearness is not None else coverage < 0.5 * THIN)
    rule = "claim.invented" if far and content >= 3 else "claim.unsupported"
    return [Doubt(rule, claim.span, claim.text)]


def _is_hollow(claim: Claim, content: int) -> bool:
    """Return whether a clause of hardly more than small words is put together anew, so that nothing carries it."""
    if content > 1 or claim.figures or claim.moments or len(claim.words) < _HOLLOW:
        return False
    to = claim.alignment.to
    kept = sum(a is not None and b == a + 1 for a, b in pairwise(to))
    return 2 * kept <= len(to) - 1


def _verdict(claim: Claim, doubts: list[Doubt]) -> Verdict:
    if claim.alignment.coverage < THIN or any(d.rule.startswith("claim.") for d in doubts):
        return Verdict.UNSUPPORTED
    grave = [doubt for doubt in doubts if severity_of(doubt.rule) != "note"]
    return Verdict.ALTERED if grave else Verdict.SUPPORTED


def _trust(claim: Claim, doubts: list[Doubt]) -> float:
    weight = {"block": 0.25, "warn": 0.6, "note": 0.95}
    trust = claim.alignment.coverage
    for doubt in doubts:
        trust *= weight[severity_of(doubt.rule)]
    return trust


def _once(doubts: list[Doubt]) -> list[Doubt]:
    """Return the doubts without those about words that a graver doubt has named already."""
    kept: list[Doubt] = []
    for doubt in sorted(doubts, key=lambda d: ("block", "warn", "note").index(severity_of(d.rule))):
        if doubt not in kept:
            kept.append(doubt)
    return kept


def speaks(text: str, language: Language) -> bool:
    """Return whether a sentence names who says it."""
    listed = word_set("speech", language)
    return any(word in listed for word in _LETTERS.findall(text.lower()))


def questions_in(text: str, language: Language, masked: Sequence[Span] = ()) -> list[tuple[Span, Question]]:
    """Return every clause of a text with its question; `masked` are declared runs that claim nothing."""
    return [asked for sentence in sentences_of(text, language) for asked in _ask(text, sentence, masked, language)]


def _ask(text: str, sentence: Span, masked: Sequence[Span], language: Language) -> list[tuple[Span, Question]]:
    said = speaks(text[max(0, sentence.start - _AROUND) : sentence.end + _AROUND], language)
    return [
        (
            clause,
            Question(
                text[clause.start : clause.end],
                _relative(masked, clause),
                opens=clause.start == sentence.start,
                speaks=said,
            ),
        )
        for clause in clauses_of(text, sentence, language)
    ]


def _relative(masked: Sequence[Span], clause: Span) -> tuple[Span, ...]:
    """Return the declared runs inside a clause, counted from its start."""
    inside = [span for span in masked if span.start < clause.end and clause.start < span.end]
    return tuple(Span(max(s.start, clause.start) - clause.start, min(s.end, clause.end) - clause.start) for s in inside)
