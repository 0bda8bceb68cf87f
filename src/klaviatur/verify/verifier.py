"""Checks variants against one source that is prepared once."""

from klaviatur.ports import Clock, Embedder
from klaviatur.records import Channel, Checked, Evidence, Language, Phrasebook, Source, Span, Variant, Verdict, Voice
from klaviatur.verify.clauses import clauses_of, sentences_of
from klaviatur.verify.index import build_index, rank_lines
from klaviatur.verify.words import words_of


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
        self.embedder = embedder
        self.clock = clock
        self.index = build_index(source.text, source.language)

    def check(self, variant: Variant, channel: Channel) -> Checked:
        """Return the variant with evidence for every clause, all findings and counts."""
        evidence = [
            self._evidence(number, part.text, clause, variant.language)
            for number, part in enumerate(variant.parts)
            for sentence in sentences_of(part.text, variant.language)
            for clause in clauses_of(part.text, sentence, variant.language)
        ]
        return Checked(variant, tuple(evidence), (), (), {})

    def _evidence(self, part: int, text: str, clause: Span, language: Language) -> Evidence:
        words = words_of(text[clause.start : clause.end], language, clause.start)
        ranked = rank_lines(self.index, words)
        spans = tuple(self.index.lines[line].span for line, share in ranked[:1] if share >= 0.3)
        score = ranked[0][1] if ranked else 0.0
        return Evidence(part, clause, Verdict.SUPPORTED if spans else Verdict.UNSUPPORTED, spans, score)
