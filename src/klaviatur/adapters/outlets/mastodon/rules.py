"""What a Mastodon server says of its own limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from klaviatur.text.counting import count_mastodon
from klaviatur.text.x_urls import find_protocol_urls

URL_WEIGHT = 23  # that count_mastodon takes
CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits of a server; as they are without a word of it (docs.joinmastodon.org, read Nov 2026)."""

    characters: int = CHARACTERS
    per_url: int = URL_WEIGHT

    def length(self, text: str) -> int:
        """Return how long a server counts a text to be."""
        return count_mastodon(text) + (self.per_url - URL_WEIGHT) * len(find_protocol_urls(text))


def rules_of(instance: Mapping[str, Any]) -> Rules:
    """Return the limits in what /api/v2/instance answers, the usual ones where it does not say."""
    statuses = _table(_table(instance.get("configuration")).get("statuses"))
    return Rules(
        _number(statuses.get("max_characters"), CHARACTERS),
        _number(statuses.get("characters_reserved_per_url"), URL_WEIGHT),
    )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and 0 < value < 10**7 else otherwise
