"""All editorial checks of one variant in one call."""

from datetime import datetime

from klaviatur.records import Channel, Finding, Phrasebook, Source, Variant, Voice


def inspect(
    variant: Variant,
    source: Source,
    channel: Channel,
    voice: Voice,
    phrasebook: Phrasebook,
    *,
    now: datetime | None = None,
) -> tuple[list[Finding], dict[str, float]]:
    """Return the findings in the order of their places, and the figures readability and spam_likeness."""
    del variant, source, channel, voice, phrasebook, now
    return [], {}
