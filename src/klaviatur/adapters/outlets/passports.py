"""What each kind of outlet says of itself: the passport beside its code."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from klaviatur.records import Bilingual, OutletField, Passport
from klaviatur.text.lexicon import read_table

_ROOM = "klaviatur.adapters.outlets"
KINDS = ("mail", "mastodon", "bluesky", "linkedin", "wordpress", "feed", "press_kit", "webhook", "folder", "s3")


@cache
def passports() -> tuple[Passport, ...]:
    """Return the passports of all kinds, in the order in which people are shown them."""
    return tuple(_read(kind) for kind in KINDS)


@cache
def passport(kind: str) -> Passport | None:
    """Return the passport of one kind, None for one that nobody knows."""
    return next((known for known in passports() if known.kind == kind), None)


def _read(kind: str) -> Passport:
    values = read_table(f"{_ROOM}.{kind}", "passport.toml")
    fields = [*values.get("fields", ()), *read_table(_ROOM, "common.toml")["fields"]]
    return Passport(
        kind=kind,
        label=_both(values["label"]),
        channels=tuple(values["channels"]),
        fields=tuple(_field(field) for field in fields),
        read=values["read"],
        sources=tuple(values["sources"]),
        idempotent=values["idempotent"],
        retractable=values["retractable"],
        recipients=values.get("recipients", False),
        limits=tuple((name, _limit(words)) for name, words in values.get("limits", {}).items()),
        tested=_both(values["tested"]),
        files=values.get("files", False),
        pictures=values.get("pictures", ""),
        updates=values.get("updates", False),
    )


def _field(values: Mapping[str, Any]) -> OutletField:
    return OutletField(
        name=values["name"],
        label=_both(values["label"]),
        required=values.get("required", False),
        secret=values.get("secret", False),
        default=values.get("default", ""),
        help=_both(values["help"]) if "help" in values else None,
    )


def _limit(words: str | Sequence[str]) -> Bilingual:
    """Return a limit in words; a figure alone is the same in both languages."""
    return Bilingual(words, words) if isinstance(words, str) else _both(words)


def _both(words: Sequence[str]) -> Bilingual:
    return Bilingual(*words)
