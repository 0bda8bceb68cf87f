"""Hashtags from the names, nouns and compounds that carry a text's topic."""

import re

from klaviatur.compose.pieces import Pieces, declared, rendered
from klaviatur.records import Source, Voice


def hashtags(source: Source, voice: Voice, limit: int) -> list[Pieces]:
    """Return at most `limit` hashtags, best first: the voice's own, then names and nouns of the source."""
    tags: dict[str, Pieces] = {}
    for own in voice.hashtags:
        tag = "#" + own.lstrip("#")
        tags.setdefault(tag.lower(), declared(tag, "voice.hashtags"))
    for name in source.names:
        tag = "#" + "".join(part[:1].upper() + part[1:] for part in re.findall(r"\w+", name.text))
        if name.mentions:
            tags.setdefault(tag.lower(), (rendered(tag, name.mentions[0], "hashtag"),))
    return list(tags.values())[:limit]
