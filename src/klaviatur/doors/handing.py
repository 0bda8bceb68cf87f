"""What leaves the house: a released wording with all that a machine needs to know of it, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from klaviatur.doors.files import as_json
from klaviatur.doors.products.data import plain
from klaviatur.errors import NotReady
from klaviatur.records import Count, Evidence, Finding, Language, Opened, Span, Verdict, Vouched
from klaviatur.text.marking import SCHEMA_ORG

FORMAT = "klaviatur-release/1"
_SIGNS = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class HandedPart:
    """The text of one field."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class HandedEvidence:
    """A clause and the words of the source that carry it."""

    part: int
    span: Span
    words: str
    verdict: Verdict
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A released wording."""

    format: str
    variant: str
    channel: str
    locale: str
    language: Language
    kind: str  # "text" or "product"
    key: str
    title: str
    wording: str  # hash that the release is tied to
    parts: tuple[HandedPart, ...]
    released_by: str
    released_at: datetime
    vouched: tuple[Vouched, ...]
    human_share: float
    writer: str
    iptc_digital_source_type: str
    schema_org_digital_source_type: str
    findings: tuple[Finding, ...]  # that were open when it was released
    evidence: tuple[HandedEvidence, ...]
    counts: tuple[Count, ...]

    @property
    def text(self) -> str:
        """Return all parts, one blank line between them."""
        return "\n\n".join(part.text for part in self.parts)


def handed_out(opened: Opened) -> HandedOut:
    """Return what may leave of a variant. Raises NotReady where no release of exactly this wording stands."""
    release = opened.release
    if release is None or release.wording != opened.revision.wording:
        raise NotReady(
            f"Variant {opened.variant.id!r} has no release for this wording, so it stays here. Ask a reviewer to "
            f"look at it: klaviatur desk show {opened.variant.id}"
        )
    checked, source = opened.revision.checked, opened.source
    return HandedOut(
        format=FORMAT,
        variant=opened.variant.id,
        channel=opened.variant.channel,
        locale=opened.variant.locale,
        language=checked.variant.language,
        kind=source.kind,
        key=source.key,
        title=source.title,
        wording=release.wording,
        parts=tuple(HandedPart(part.name, part.text) for part in checked.variant.parts),
        released_by=release.by,
        released_at=release.at,
        vouched=release.vouched,
        human_share=release.human_share,
        writer=checked.variant.writer,
        iptc_digital_source_type=checked.variant.method.value,
        schema_org_digital_source_type=SCHEMA_ORG[checked.variant.method],
        findings=checked.findings,
        evidence=_evidence(opened, checked.evidence),
        counts=checked.counts,
    )


def files_of(opened: Opened) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the two files of a released wording, place and content: its text, and its record. Raises NotReady."""
    out = handed_out(opened)
    place = f"{_safe(out.key)}/{_safe(out.channel)}.{_safe(out.locale)}"
    return (f"{place}.txt", out.text + "\n"), (f"{place}.json", as_json(plain(out)))


def _safe(name: str) -> str:
    """Return a name that is a file name on every system."""
    return _SIGNS.sub("-", name).strip(".-")[:100] or "source"


def _evidence(opened: Opened, evidence: Sequence[Evidence]) -> tuple[HandedEvidence, ...]:
    parts = opened.revision.checked.variant.parts
    return tuple(
        HandedEvidence(
            e.part,
            e.span,
            parts[e.part].text[e.span.start : e.span.end],
            e.verdict,
            tuple(opened.text.words(span) for span in e.source),
        )
        for e in evidence
    )
