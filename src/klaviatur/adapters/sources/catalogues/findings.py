"""Findings of readers: what was repaired, in both languages."""

from dataclasses import replace

from klaviatur.records import Bilingual, Severity, TableFinding


def note(rule: str, de: str, en: str, *, row: int | None = None, count: int = 1, words: str = "") -> TableFinding:
    """Return a finding that informs."""
    return TableFinding(rule, Severity.NOTE, Bilingual(de, en), row=row, count=count, words=words)


def warning(rule: str, de: str, en: str, *, row: int | None = None, count: int = 1, words: str = "") -> TableFinding:
    """Return a finding a person should look at."""
    return replace(note(rule, de, en, row=row, count=count, words=words), severity=Severity.WARN)
