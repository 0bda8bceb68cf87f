"""Channels and sources for editorial tests."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from klaviatur.records import (
    Bilingual,
    Channel,
    Finding,
    Language,
    PartProfile,
    Source,
)

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
SOURCE = (
    "Lindhof baut den Speicher Tonda. Der schnellste Einbau dauert 45 Minuten. Mehr unter https://www.lindhof.example/tonda. "
    "Kontakt: Mira Adomat, presse@lindhof.example, +49 561 555 0142."
)

Inspect = Callable[..., list[Finding]]


def make_channel(**changes: Any) -> Channel:
    label = Bilingual("Beitrag", "Post")
    base = {
        "name": "post", "label": label, "form": "post_long", "family": "social", "read": date(2026, 11, 21), "sources": (),
        "parts": (PartProfile("text", label),), "formality": "consumer", "max_sentence_words": 20,
    }  # fmt: skip
    return Channel(**(base | changes))


def make_source(text: str = SOURCE, language: Language = "de", **changes: Any) -> Source:
    return Source("0" * 64, "stdin", "text/plain", language, text, **changes)


def rules(findings: list[Finding]) -> set[str]:
    return {each.rule for each in findings}
