"""A small desk for editorial tests: source words, variant words, what the checks say."""

from datetime import datetime
from typing import Any

import pytest
from editorial_desk import NOW, SOURCE, Inspect, make_channel, make_source

from klaviatur.records import Channel, Finding, Language, Phrasebook, Variant, VariantPart, Voice
from klaviatur.verify.editorial import inspect


@pytest.fixture
def check() -> Inspect:
    """Returns the findings for words that claim to render a source."""

    def run(
        words: str | tuple[str, ...],
        source: str = SOURCE,
        *,
        language: Language = "de",
        voice: Voice | None = None,
        channel: Channel | None = None,
        now: datetime | None = NOW,
        source_changes: dict[str, Any] | None = None,
        **variant: Any,
    ) -> list[Finding]:
        texts = (words,) if isinstance(words, str) else words
        parts = tuple(VariantPart("text", text) for text in texts)
        made = Variant("post", "0" * 64, language, parts, **variant)
        origin = make_source(source, language, **(source_changes or {}))
        return inspect(made, origin, channel or make_channel(), voice or Voice(), Phrasebook(), now=now)[0]

    return run
