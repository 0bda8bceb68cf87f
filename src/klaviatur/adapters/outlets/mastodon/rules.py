"""What a Mastodon server says of its own limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klaviatur.adapters.outlets.pictures import Room
from klaviatur.text.counting import count_mastodon
from klaviatur.text.x_urls import find_protocol_urls

URL_WEIGHT = 23  # that count_mastodon takes
CHARACTERS = 500
IMAGES, IMAGE_BYTES, ALT = 4, 16 * 1024 * 1024, 1_500
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
ROOM = Room(IMAGES, IMAGE_TYPES, IMAGE_BYTES, ALT)


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of a server; as they are without a word of it (docs.joinmastodon.org, read Nov 2026)."""

    characters: int = CHARACTERS
    per_url: int = URL_WEIGHT
    images: Room = ROOM

    def length(self, text: str) -> int:
        """Return how long a server counts a text to be."""
        return count_mastodon(text) + (self.per_url - URL_WEIGHT) * len(find_protocol_urls(text))


def rules_of(instance: Mapping[str, Any]) -> Rules:
    """Return the limits in what /api/v2/instance answers, the usual ones where it does not say."""
    configuration = _table(instance.get("configuration"))
    statuses, media = _table(configuration.get("statuses")), _table(configuration.get("media_attachments"))
    types = media.get("supported_mime_types")
    room = Room(
        _number(statuses.get("max_media_attachments"), IMAGES),
        tuple(map(str, types)) if isinstance(types, list) and types else IMAGE_TYPES,
        _number(media.get("image_size_limit"), IMAGE_BYTES),
        _number(media.get("description_limit"), ALT),
    )
    return Rules(
        _number(statuses.get("max_characters"), CHARACTERS),
        _number(statuses.get("characters_reserved_per_url"), URL_WEIGHT),
        room,
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and 0 < value < 10**9 else otherwise
