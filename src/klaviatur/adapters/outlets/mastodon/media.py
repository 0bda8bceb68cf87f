"""Images on a Mastodon server: handed over, and waited for (docs.joinmastodon.org/methods/media, read Nov 2026)."""

import time

from klaviatur.adapters.outlets.calling import Answer, Caller
from klaviatur.adapters.outlets.pictures import form_of
from klaviatur.errors import InDoubt, NotNow, Refused
from klaviatur.records import Picture

_READY, _STILL_WORKING = 200, 206
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 5.0


def upload(caller: Caller, picture: Picture, key: str) -> str:
    """Return the id of an image that can be posted. Raises NotNow, Refused: nothing of it is seen before a post."""
    kind, form = form_of([("description", picture.alt)], picture, f"{key}-{picture.digest}")
    try:
        answer = caller.call("POST", "/api/v2/media", content=form, headers={"Content-Type": kind})
    except InDoubt as error:
        raise NotNow(str(error)) from error
    id_ = answer.table().get("id")
    if not isinstance(id_, str):
        raise NotNow(f"{caller.who} took the image {picture.name!r} and did not say its id. It is tried again.")
    if answer.status != _READY:
        _wait(caller, id_, picture)
    return id_


def _wait(caller: Caller, id_: str, picture: Picture) -> None:
    """Wait until the server has made its sizes of an image, as long as it may take to answer. Raises NotNow."""
    ends, wait = time.monotonic() + caller.timeout_s, _FIRST_WAIT_S
    while _state(caller, id_, picture).status == _STILL_WORKING:
        if time.monotonic() + wait > ends:
            raise NotNow(f"{caller.who} is still working on the image {picture.name!r}. It is tried again.")
        time.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT_S)


def _state(caller: Caller, id_: str, picture: Picture) -> Answer:
    try:
        return caller.ask(f"/api/v1/media/{id_}")
    except Refused as error:
        raise Refused(f"The image {picture.name!r} cannot be used there: {error}") from error
