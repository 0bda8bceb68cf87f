"""Checks variants against one source that is prepared once."""

from dataclasses import dataclass, replace
from datetime import date

from klaviatur.ports import Clock, Embedder
from klaviatur.records import (
    Channel,
    Checked,
    Evidence,
    Finding,
    Language,
    Phrasebook,
    Source,
    Span,
    Variant,
    VariantPart,
    Verdict,
    Voice,
)
from klaviatur.verify.checks import check_quotes
from klaviatur.verify.claim import Doubt
from klaviatur.verify.declared import Declared
from klaviatur.verify.editorial import inspect
from klaviatur.verify.facts import gather
from klaviatur.verify.findings import from_doubt
from klaviatur.verify.hashtags import check_tags, tag_spans
from klaviatur.verify.judge import Judge, Judgement, Question, questions_in, shifted, told_elsewhere
from klaviatur.verify.limits import check_limits, check_parts
from klaviatur.verify.mapping import check_mapping, declared_spans, resolved_at
from klaviatur.verify.products import ProductJudge
from klaviatur.verify.words import words_of


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and the place it was asked about."""

    part: int
    clause: Span
    question: Question


_NAMING = frozenset(
    {"word.replaced", "word.apart", "word.spliced", "role.swapped", "entity.swapped", "attribution.altered"}
)
_RUNNING = frozenset({"caption"})  # parts that sentences run through


class Verifier:
    """Holds one source, prepared, and says of each variant what carries it."""

    def __init__(
        self,
        source: Source,
        voice: Voice,
        phrasebook: Phrasebook,
        embedder: Embedder | None,
        clock: Clock | None = None,
    ) -> None:
        """Prepare the source; checking many variants costs little after that."""
        self.source = source
        self.voice = voice
        self.phrasebook = phrasebook
        self.clock = clock
        self._declared = Declared(phrasebook, voice, source)
        self._facts = gather(source.text, source.language, _issued(source))
        self._judges: dict[Language, Judge] = {}
        self._embedder = embedder
        self._product = ProductJudge(source, phrasebook) if source.facts else None
        self._asked: dict[tuple[VariantPart, Language], list[tuple[Span, Question]]] = {}

    def check(self, variant: Variant, channel: Channel) -> Checked:
        """Return the variant with evidence for every clause, all findings in order of place, and counts."""
        asked = [
            _Asked(number, clause, question)
            for number, part in enumerate(variant.parts if self._product is None else ())
            for clause, question in self._questions(part, variant.language)
        ]
        answers = self._judge(variant.language).answer([one.question for one in asked])
        evidence = [self._evidence(one, answer, variant) for one, answer in zip(asked, answers, strict=True)]
        counts, over = check_limits(variant, channel)
        editorial, figures = inspect(
            variant, self.source, channel, self.voice, self.phrasebook, now=self.clock.now() if self.clock else None
        )
        findings = [*variant.findings, *check_parts(variant, channel), *over, *editorial]
        findings += self._grounding(variant, asked, answers)
        if self._product is not None:
            told = self._product.judge(variant, channel, self._free(variant))
            evidence, findings = [*told.evidence], [*findings, *told.findings]
        shares = {"supported_share": supported_share(evidence)}
        return Checked(variant, tuple(evidence), tuple(sorted(findings, key=_place)), counts, figures | shares)

    def _free(self, variant: Variant) -> dict[int, list[Span]]:
        """Return, by part, the runs of a product's variant that need no evidence from its data sheet."""
        parts = enumerate(variant.parts)
        return {number: declared_spans(part, self._declared) + tag_spans(part) for number, part in parts}

    def _judge(self, language: Language) -> Judge:
        if language not in self._judges:
            self._judges[language] = Judge(self._facts, self._embedder, language)
        return self._judges[language]

    def _questions(self, part: VariantPart, language: Language) -> list[tuple[Span, Question]]:
        key = (part, language)
        if key not in self._asked:
            masked = declared_spans(part, self._declared) + tag_spans(part)
            asked = questions_in(part.text, language, masked)
            cut = part.name in _RUNNING
            self._asked[key] = [(clause, replace(question, fragment=cut)) for clause, question in asked]
        return self._asked[key]

    def _evidence(self, one: _Asked, answer: Judgement, variant: Variant) -> Evidence:
        """Return the evidence of a clause; one whose only doubts are resolved words is supported."""
        evidence = answer.evidence(one.part, one.clause)
        part = variant.parts[one.part]
        cleared = all(self._resolves(shifted(doubt, one.clause.start), part) for doubt in answer.doubts)
        if answer.doubts and cleared and evidence.verdict is not Verdict.DECLARED:
            return replace(evidence, verdict=Verdict.SUPPORTED)
        return evidence

    def _resolves(self, doubt: Doubt, part: VariantPart) -> bool:
        """Return whether a word only names what the source's pronoun or common noun means, with the source's word."""
        stems = [word.stem for word in words_of(doubt.words, self.source.language) if not word.function]
        known = all(self._facts.index.has(stem) for stem in stems)
        return doubt.rule in _NAMING and known and resolved_at(part, doubt.span)

    def _running(self, variant: Variant) -> list[Finding]:
        """Return what is left out of sentences that run on from part to part, at the first of these parts."""
        numbers = [number for number, part in enumerate(variant.parts) if part.name in _RUNNING]
        text = " ".join(" ".join(variant.parts[number].text.split()) for number in numbers)
        answers = self._judge(variant.language).answer([one for _, one in questions_in(text, variant.language)])
        lost = [doubt for answer in answers for doubt in answer.doubts if told_elsewhere(doubt)]
        return [replace(from_doubt(doubt, numbers[0], self.source.text), span=None) for doubt in lost]

    def _grounding(self, variant: Variant, asked: list[_Asked], answers: list[Judgement]) -> list[Finding]:
        """Return the findings of clauses, quotations, hashtags and the mapping."""
        text = self.source.text
        found = [
            from_doubt(doubt, one.part, text)
            for one, answer in zip(asked, answers, strict=True)
            for doubt in (shifted(doubt, one.clause.start) for doubt in answer.doubts)
            if not self._resolves(doubt, variant.parts[one.part])
        ]
        found += self._running(variant) if self._product is None else []
        for number, part in enumerate(variant.parts):
            said = check_quotes(part.text, self._facts, variant.language)
            said += check_tags(part, self._facts.index, self.voice)
            declared = declared_spans(part, self._declared)
            doubts = [doubt for doubt in said if not _covered(doubt.span, declared)]
            doubts += check_mapping(part, text, self._declared, variant.language)
            found += [from_doubt(doubt, number, text) for doubt in doubts]
        return found


def _covered(span: Span, declared: list[Span]) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in declared)


def _issued(source: Source) -> date | None:
    iso = source.issued.iso if source.issued else ""
    return date.fromisoformat(iso) if len(iso) == 10 else None


def supported_share(evidence: list[Evidence]) -> float:
    """Return the share of claims that the source carries; declared clauses claim nothing. 1.0 without claims."""
    claims = [one for one in evidence if one.verdict is not Verdict.DECLARED]
    return sum(one.verdict is Verdict.SUPPORTED for one in claims) / len(claims) if claims else 1.0


def _place(finding: Finding) -> tuple[int, int]:
    return (finding.part if finding.part is not None else -1, finding.span.start if finding.span else -1)
