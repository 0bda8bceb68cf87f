"""The settings of an output: its profile's own, where its texts come from, and who may fetch its feed."""

from collections.abc import Mapping
from dataclasses import replace
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import quote

from fastapi import Request

from klaviatur.doors.site.asking import Form
from klaviatur.doors.site.pages.outputs.view import NO_FEED, OPEN_FEED, WITH_TOKEN, Ask
from klaviatur.doors.site.sessions import base_of
from klaviatur.records import Actor, KnownOutput
from klaviatur.review.rights import may

FEED, TOKEN, TEXTS = "feed", "feed_token", "texts"
FEEDS = (NO_FEED, WITH_TOKEN, OPEN_FEED)
HIDDEN = "..."  # stands for a secret in an address that somebody else may not see
TEXT_SOURCES = ("released_or_collected", "released_only")


def asks_of(output: KnownOutput, typed: Mapping[str, str] | None = None) -> tuple[Ask, ...]:
    """Return the settings a profile asks for, with what stands in them or was typed just now."""
    known = typed if typed is not None else output.values
    own = [field for field in output.needs if field.name not in {FEED, TOKEN, TEXTS}]
    return tuple(Ask(field, known.get(field.name, field.default)) for field in own)


def read_values(output: KnownOutput, sent: Form) -> dict[str, str]:
    """Return all settings of an output as a form gives them; a token is made where one is needed and kept otherwise."""
    values = {field.name: sent.text(field.name).strip() for field in output.needs if field.name in sent.fields}
    return values | common_values(output, texts=sent.text(TEXTS), feed=sent.text(FEED), renew=bool(sent.text("renew")))


def common_values(output: KnownOutput, *, texts: str, feed: str, renew: bool = False) -> dict[str, str]:
    """Return the settings every output has; what is none of the known choices is the first of them."""
    values = {
        TEXTS: texts if texts in TEXT_SOURCES else TEXT_SOURCES[0],
        FEED: feed if feed in FEEDS else NO_FEED,
    }
    kept = "" if renew else output.values.get(TOKEN, "")
    return values | ({TOKEN: kept or token_urlsafe(24)} if values[FEED] == WITH_TOKEN else {})


def feed_of(output: KnownOutput) -> str:
    """Return who may fetch a feed: "open", "token" or "off"."""
    return output.values.get(FEED) or NO_FEED


def feed_address(request: Request, output: KnownOutput, part: int = 0) -> str:
    """Return where a platform fetches the feed, or a part of it, "" where none may."""
    if feed_of(output) == NO_FEED:
        return ""
    base = (request.app.state.settings.public_url or base_of(request)).rstrip("/")
    token = f"?token={quote(output.values.get(TOKEN) or HIDDEN)}" if feed_of(output) == WITH_TOKEN else ""
    return f"{base}/feeds/{quote(output.name)}{f'/{part}' if part else ''}{token}"


def told(output: KnownOutput, by: Actor) -> KnownOutput:
    """Return an output as somebody may see it: the secret of its feed is for those who set outputs up."""
    if may(by, "outlets"):
        return output
    return replace(output, values={name: value for name, value in output.values.items() if name != TOKEN})


def may_fetch(output: KnownOutput, token: str) -> bool:
    """Return whether who sends this token may fetch the feed."""
    if not output.on or feed_of(output) == NO_FEED:
        return False
    known = output.values.get(TOKEN, "")
    return feed_of(output) == OPEN_FEED or bool(known and compare_digest(known.encode(), token.encode()))
