"""Images on LinkedIn: announced, handed over where LinkedIn says, then named by a post (Images API, read Nov 2026)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from klaviatur.adapters.outlets.calling import Caller
from klaviatur.adapters.outlets.pictures import Room
from klaviatur.errors import InDoubt, NotNow, Refused
from klaviatur.records import Picture

ROOM = Room(20, types=("image/jpeg", "image/png", "image/gif"), largest=20_000_000, longest_alt=4_086)
_HOSTS = (".linkedin.com", ".licdn.com")


def upload(caller: Caller, owner: str, picture: Picture) -> str:
    """Return the URN of an image that a post can show. Raises NotNow, Refused: nothing of it is seen before a post."""
    asked = {"initializeUploadRequest": {"owner": owner}}
    try:
        params = {"action": "initializeUpload"}
        value = caller.call("POST", "/rest/images", json=asked, params=params).table().get("value")
        urn, place = (str(value.get(name) or "") for name in ("image", "uploadUrl")) if value else ("", "")
        if not urn or not place:
            raise NotNow(f"{caller.who} did not say where the image {picture.name!r} goes. It is tried again.")
        _insist_on_host(caller, place)
        heads = {"Content-Type": picture.media_type}
        caller.call("PUT", place, content=picture.content, headers=heads)
    except InDoubt as error:
        raise NotNow(str(error)) from error
    return urn


def content_of(images: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what a post says of its images (URN and alternative text): nothing, one, or several."""
    shown = [{"id": urn, "altText": alt} for urn, alt in images]
    if len(shown) > 1:
        return {"content": {"multiImage": {"images": shown}}}
    return {"content": {"media": shown[0]}} if shown else {}


def _insist_on_host(caller: Caller, place: str) -> None:
    """Raise Refused for an address that is not LinkedIn's: it would get the token."""
    host, own = (urlsplit(url).hostname or "" for url in (place, caller.base))
    if host != own and not (place.startswith("https://") and host.endswith(_HOSTS)):
        said = f"{caller.who} wants images sent to {host!r}, which is not LinkedIn's."
        raise Refused(f"{said} Check the outlet's address.")
