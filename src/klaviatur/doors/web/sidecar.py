"""The sidecar: one JSON record per variant, for machines that come after us.

The format is described in docs/board.md; `FORMAT` changes with its first incompatible change.
"""

from typing import Any

from klaviatur import __version__
from klaviatur.doors.web.hashes import hash_text, hash_variant
from klaviatur.records import (
    Channel,
    Checked,
    Count,
    Evidence,
    Finding,
    Played,
    Severity,
    Source,
    Span,
    Variant,
    Verdict,
)
from klaviatur.text.marking import SCHEMA_ORG

FORMAT = "klaviatur-sidecar/1"


def sidecar(checked: Checked, played: Played, channel: Channel) -> dict[str, Any]:
    """Return everything a machine needs to know of one variant; the same input always gives the same record.

    Spans are half-open pairs of code points: of the part's text, or of the source's text where the name says so.
    """
    variant, source = checked.variant, played.source
    return {
        "format": FORMAT,
        "klaviatur": __version__,
        "channel": {
            "name": channel.name,
            "family": channel.family,
            "read": channel.read.isoformat(),
            "sources": list(channel.sources),
        },
        "source": {"id": source.id, "origin": source.origin, "language": source.language},
        "variant": _variant(variant),
        "made": _made(variant),
        "checks": _checks(checked),
        "evidence": [_evidence(e, variant, source) for e in checked.evidence],
        "findings": [_finding(f) for f in checked.findings],
        "json_ld": _json_ld(variant),
    }


def _variant(variant: Variant) -> dict[str, Any]:
    parts = [{"name": p.name, "text": p.text, "sha256": hash_text(p.text)} for p in variant.parts]
    return {"language": variant.language, "sha256": hash_variant(variant), "parts": parts}


def _made(variant: Variant) -> dict[str, Any]:
    return {
        "writer": variant.writer,
        "rounds": variant.rounds,
        "iptc_digital_source_type": variant.method.value,
        "schema_org_digital_source_type": SCHEMA_ORG[variant.method],
    }


def _checks(checked: Checked) -> dict[str, Any]:
    return {
        "blocked": checked.blocked,
        "fits": checked.fits,
        "verdicts": {v.value: sum(e.verdict is v for e in checked.evidence) for v in Verdict},
        "findings": {s.value: sum(f.severity is s for f in checked.findings) for s in Severity},
        "counts": [_count(c) for c in checked.counts],
        "figures": {name: round(float(value), 4) for name, value in sorted(checked.figures.items())},
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "part": count.part,
        "measure": count.measure.value,
        "value": count.value,
        "minimum": count.limit.minimum,
        "maximum": count.limit.maximum,
        "fits": count.fits,
        "documented": count.limit.documented,
        "severity": count.limit.severity.value,
        "detail": count.detail,
    }


def _evidence(evidence: Evidence, variant: Variant, source: Source) -> dict[str, Any]:
    text = variant.parts[evidence.part].text
    return {
        "part": evidence.part,
        "span": list(evidence.span),
        "words": text[evidence.span.start : evidence.span.end],
        "verdict": evidence.verdict.value,
        "score": round(float(evidence.score), 4),
        "phrase": evidence.phrase,
        "source": [{"span": list(span), "words": source.words(span)} for span in evidence.source],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": {"de": finding.message.de, "en": finding.message.en},
        "part": finding.part,
        "span": _span(finding.span),
        "words": finding.words,
        "source_says": finding.source_says,
        "source_span": _span(finding.source_span),
        "proposal": finding.proposal,
    }


def _span(span: Span | None) -> list[int] | None:
    return list(span) if span else None


def _json_ld(variant: Variant) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "inLanguage": variant.language,
        "digitalSourceType": SCHEMA_ORG[variant.method],
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256", "value": hash_variant(variant)},
    }
