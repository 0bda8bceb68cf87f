"""What is written for a channel, and what verify says of it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from klaviatur.records.channels import Limit, Measure, Voice
from klaviatur.records.texts import Finding, Language, Severity, Source, Span


# --- Variant: the text for one channel ------------------------------------------------------------------------
class Method(StrEnum):
    """IPTC digital source type (cv.iptc.org/newscodes/digitalsourcetype, read Nov 2026)."""

    ALGORITHMIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
    TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
    DATA_DRIVEN = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
    HUMAN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"
    HUMAN_EDITS = "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a part and where they come from; the pieces of a part join to its text exactly."""

    text: str
    source: Span | None = None  # the source's words this run renders
    phrase: str | None = None  # id of the declared phrase, or "voice.boilerplate", "format" (space, line break, bullet)
    # "", "compressed", "address", "typography", "case", "hashtag", "plain", "resolved", "voice"; "edited": a person's
    # words between others, which come from nowhere we know of
    change: str = ""


@dataclass(frozen=True, slots=True)
class VariantPart:
    """The text of one field. Repeated parts (headlines) are several VariantParts with the same name."""

    name: str
    text: str
    pieces: tuple[Piece, ...] = ()  # empty: the writer does not know (a model wrote it)


def wording_of(parts: Sequence[VariantPart]) -> str:
    """Return the SHA-256 of an exact wording: of the JSON list of [part name, text], without spaces, in UTF-8.

    Part names are inside, so that moving words from one part to the next changes the hash too.
    """
    told = json.dumps([[part.name, part.text] for part in parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Variant:
    """The text for one channel derived from one source."""

    channel: str
    source: str  # Source.id
    language: Language
    parts: tuple[VariantPart, ...]
    writer: str = "embedded"  # or the model's name
    method: Method = Method.ALGORITHMIC
    findings: tuple[Finding, ...] = ()  # doubts of the writer itself (an address it was not sure of)
    rounds: int = 0  # how often findings were fed back
    left_out: tuple[int, ...] = ()  # sentences of the source that were not used again after a blocking finding

    @property
    def text(self) -> str:
        """Return all parts, one blank line between them."""
        return "\n\n".join(part.text for part in self.parts)


# --- Verify: what carries it ------------------------------------------------------------------------------------
class Verdict(StrEnum):
    """What the source says about a clause."""

    SUPPORTED = "supported"
    ALTERED = "altered"  # the source speaks of it, but says something else
    UNSUPPORTED = "unsupported"  # the source does not speak of it
    DECLARED = "declared"  # a declared phrase, claims nothing


@dataclass(frozen=True, slots=True)
class Evidence:
    """The link from a clause of a variant to the source's words that carry it."""

    part: int  # index into Variant.parts
    span: Span  # the clause in that part's text
    verdict: Verdict
    source: tuple[Span, ...] = ()  # best first; empty for unsupported and most declared clauses
    score: float = 0.0  # trust that the source carries it, 0-1
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What the platform would count for one part, beside its limit."""

    part: int | None  # None: the whole variant
    measure: Measure
    value: int
    limit: Limit
    detail: str = ""  # "2 SMS, GSM-7"

    @property
    def fits(self) -> bool:
        """Return whether the count is inside the limit."""
        low, high = self.limit.minimum, self.limit.maximum
        return (low is None or self.value >= low) and (high is None or self.value <= high)


@dataclass(frozen=True, slots=True)
class Checked:
    """A variant after verification."""

    variant: Variant
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    counts: tuple[Count, ...]
    figures: dict[str, float] = field(default_factory=dict)  # readability, spam_likeness, supported_share, ...

    @property
    def blocked(self) -> bool:
        """Return whether a finding stops a release."""
        return any(f.severity is Severity.BLOCK for f in self.findings)

    @property
    def fits(self) -> bool:
        """Return whether every hard limit holds."""
        return all(c.fits for c in self.counts if c.limit.severity is Severity.BLOCK)


@dataclass(frozen=True, slots=True)
class Played:
    """One source with all its checked variants."""

    source: Source
    voice: Voice
    checked: tuple[Checked, ...]
    findings: tuple[Finding, ...] = ()  # consistency across the variants
    duration_s: float = 0.0
