"""Judges a product's variants, sentence by sentence; equal sentences are judged once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from klaviatur.records import (
    Bilingual,
    Channel,
    Evidence,
    Finding,
    Phrasebook,
    Severity,
    Source,
    Span,
    Variant,
    Verdict,
)
from klaviatur.text.lexicon import read_table
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.clauses import sentences_of
from klaviatur.verify.products.claims import CHECKS, Clause, Doubt, content, figures, is_wordy, known_figures, nearest
from klaviatur.verify.products.duties import check_duties
from klaviatur.verify.products.nutrition import check_nutrition
from klaviatur.verify.products.quantities import quantities_of
from klaviatur.verify.products.sheet import Sheet
from klaviatur.verify.products.slots import Slots

Check = Callable[[Clause, Sheet], Iterable[Doubt]]

_LONGEST = 160
_LEAST_KEY = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sheet says of a variant."""

    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One sentence; spans count from its start."""

    verdict: Verdict
    source: tuple[Span, ...]
    doubts: tuple[Doubt, ...]


class ProductJudge:
    """Holds one data sheet and says of each sentence whether the sheet carries it."""

    def __init__(self, source: Source, phrasebook: Phrasebook) -> None:
        self.sheet = Sheet(source)
        self._slots = Slots(phrasebook)
        self._known: dict[Clause, _Judged] = {}

    def judge(self, variant: Variant, channel: Channel, free: Mapping[int, list[Span]]) -> Answer:
        """Return evidence for every sentence and all findings; `free` are, by part, runs that phrases answer for."""
        evidence: list[Evidence] = []
        findings: list[Finding] = []
        for number, part in enumerate(variant.parts):
            declared = free.get(number, [])
            for sentence in sentences_of(part.text, variant.language):
                clause = _clause(part.text, sentence, declared)
                judged = self._judge(clause)
                evidence.append(_evidence(number, sentence, judged))
                findings += (self._finding(one, number, sentence.start) for one in judged.doubts)
            findings += (self._finding(one, number, 0) for one in self._slots.check(part.text, self.sheet, declared))
            findings += self._claims(part.text, number)
        findings += (replace(self._finding(d, 0, 0), part=None, span=None) for d in self._whole(variant, channel))
        return Answer(tuple(evidence), tuple(dict.fromkeys(findings)))

    def _whole(self, variant: Variant, channel: Channel) -> Iterator[Doubt]:
        yield from check_duties(variant, channel, self.sheet)

    def _judge(self, clause: Clause) -> _Judged:
        if clause not in self._known:
            self._known[clause] = self._fresh(clause)
        return self._known[clause]

    def _fresh(self, clause: Clause) -> _Judged:
        told = [q for q in quantities_of(clause.text, self.sheet.language) if not clause.is_free(q.span)]
        if not told and not content(clause, self.sheet):
            return _Judged(Verdict.DECLARED if clause.free else Verdict.SUPPORTED, self._carrying(clause), ())
        doubts = tuple(doubt for check in self._checks(clause) for doubt in check(clause, self.sheet))
        return _Judged(_verdict(doubts), self._carrying(clause), doubts)

    def _checks(self, clause: Clause) -> tuple[Check, ...]:
        """Return what to ask of a clause: words the sheet has in this order can only hold a torn figure."""
        key = verbatim_key(clause.claimed)
        if f" {key} " not in self.sheet.key:
            return CHECKS
        return (known_figures,) if is_wordy(key) else (figures,)

    def _carrying(self, clause: Clause) -> tuple[Span, ...]:
        """Return the values of the sheet that stand in a sentence, else the nearest one."""
        key = f" {verbatim_key(clause.text)} "
        told = quantities_of(clause.text, self.sheet.language)
        found = [
            one.span
            for one in self.sheet.known
            if (len(one.key) >= _LEAST_KEY and f" {one.key} " in key)
            or any(a.dimension and a.equals(b) for a in told for b in one.quantities if one.attribute)
        ]
        if found:
            return tuple(found)
        close = nearest(clause, self.sheet)
        return (close.span,) if close else ()

    def _claims(self, text: str, part: int) -> Iterator[Finding]:
        for rule, span, words, allowed in check_nutrition(text, self.sheet):
            own = f" {verbatim_key(words)} " in self.sheet.key
            plain = _message(rule, words, allowed)
            severity = Severity.WARN if own and plain.severity is Severity.BLOCK else plain.severity
            yield replace(plain, severity=severity, part=part, span=span)

    def _finding(self, doubt: Doubt, part: int, offset: int) -> Finding:
        says = self.sheet.source.words(doubt.source)
        shown = says if not doubt.rule.startswith(("allergens.", "warnings.")) else doubt.words
        quoted = f"„{_short(shown)}“" if shown else "–"
        plain = _message(doubt.rule, doubt.words, Bilingual(quoted, quoted))
        span = Span(doubt.span.start + offset, doubt.span.end + offset)
        return replace(plain, part=part, span=span, source_says=says, source_span=doubt.source)


def _clause(text: str, sentence: Span, free: Iterable[Span]) -> Clause:
    inside = [s for s in free if s.start < sentence.end and sentence.start < s.end]
    runs = tuple(
        Span(max(s.start, sentence.start) - sentence.start, min(s.end, sentence.end) - sentence.start) for s in inside
    )
    return Clause(text[sentence.start : sentence.end], runs)


def _evidence(part: int, sentence: Span, judged: _Judged) -> Evidence:
    score = {Verdict.SUPPORTED: 1.0, Verdict.DECLARED: 1.0, Verdict.ALTERED: 0.2, Verdict.UNSUPPORTED: 0.1}
    source = () if judged.verdict is Verdict.UNSUPPORTED else judged.source
    return Evidence(part, sentence, judged.verdict, source, score[judged.verdict])


def _verdict(doubts: tuple[Doubt, ...]) -> Verdict:
    rules = {doubt.rule for doubt in doubts}
    if rules & {"fact.unsupported", "fact.unknown_figure", "fact.word"} and not rules & {
        "fact.altered",
        "fact.swapped",
    }:
        return Verdict.UNSUPPORTED
    return Verdict.ALTERED if rules else Verdict.SUPPORTED


def _message(rule: str, words: str, says: Bilingual) -> Finding:
    row = cast("Mapping[str, str]", read_table("klaviatur.verify.products", "messages.toml")[rule])
    message = Bilingual(
        row["de"].replace("{words}", _short(words)).replace("{source}", says.de),
        row["en"].replace("{words}", _short(words)).replace("{source}", says.en),
    )
    return Finding(rule, Severity(row["severity"]), message, words=words)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
