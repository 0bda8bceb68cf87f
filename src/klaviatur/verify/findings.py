"""Turns doubts into findings a reviewer can read in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from klaviatur.records import Bilingual, Finding, Severity
from klaviatur.text.lexicon import read_table
from klaviatur.verify.claim import Doubt

_LONGEST = 160


def _rules() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", read_table("klaviatur.verify", "messages.toml"))


def severity_of(rule: str) -> str:
    """Return "block", "warn" or "note" for a rule of messages.toml."""
    return _rules()[rule]["severity"]


def finding(rule: str, words: str, says: str, severity: Severity | None = None, part: int | None = None) -> Finding:
    """Return a finding of a rule; `says` is what the source or the profile says."""
    row = _rules()[rule]
    return Finding(
        rule,
        severity or Severity(row["severity"]),
        Bilingual(*(_fill(row[language], words, says) for language in ("de", "en"))),
        part,
        words=words,
        source_says=says,
    )


def from_doubt(doubt: Doubt, part: int, source_text: str) -> Finding:
    """Return the finding for a doubt about a part."""
    says = source_text[doubt.source_span.start : doubt.source_span.end] if doubt.source_span else ""
    plain = finding(doubt.rule, doubt.words, says, part=part)
    return replace(plain, span=doubt.span, source_span=doubt.source_span, proposal=doubt.proposal)


def _fill(template: str, words: str, says: str) -> str:
    return template.replace("{words}", _short(words)).replace("{source}", f"„{_short(says)}“" if says else "–")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
