"""GET /feeds/{name} - an output as the platform fetches it; open, or with a secret in the address.

/feeds/{name}/{part} is a part of one that is too long for one file.
"""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from klaviatur.doors.site.leaving import TheOutputs
from klaviatur.doors.site.pages.outputs.settings import feed_address, may_fetch
from klaviatur.errors import AuditBroken, NotReady, Overtaken, ProfileError, UnknownOutput
from klaviatur.records import Feed
from klaviatur.wiring.syndication import Syndication

GZIP = 16 + zlib.MAX_WBITS
AGAIN_S = 60  # when a platform may ask again for an output that is made anew
MOST_NUMBER = 2**31 - 1
Token = Annotated[str, Query(max_length=200)]
router = APIRouter(prefix="/feeds")


@router.api_route("/{name}", methods=["GET", "HEAD"])
def serve_feed(request: Request, name: str, outputs: TheOutputs, token: Token = "") -> Response:
    """Give the file of an output, or the index of its parts."""
    return _served(request, outputs, name, 0, token)


@router.api_route("/{name}/{part}", methods=["GET", "HEAD"])
def serve_part(
    request: Request,
    name: str,
    part: Annotated[int, Path(ge=0, le=MOST_NUMBER)],
    outputs: TheOutputs,
    token: Token = "",
) -> Response:
    """Give a part of an output."""
    return _served(request, outputs, name, part, token)


def _served(request: Request, outputs: Syndication, name: str, part: int, token: str) -> Response:
    """Give the feed, packed where that is asked for; 304 where who asks has it already, 404 where they may not.

    503 while it holds a wording whose release has ended, or nobody knows because the audit does not hold, its profile
    is wrong or its files are damaged: platforms keep what they have and ask again.
    """
    feed = _allowed(request, outputs, name, part, token)
    if feed is None:
        return Response(status_code=503, headers={"Retry-After": str(AGAIN_S)})
    packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{feed.etag}{"-gzip" if packed else ""}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(feed.modified.astimezone(UTC), usegmt=True),
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Disposition": f'inline; filename="{feed.file_name}"',
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if _has_it(request, tag, feed.modified):
        next(feed.bytes, b"")  # begun, it lets go of its files when it is dropped
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    if request.method == "HEAD":
        next(feed.bytes, b"")
        return Response(headers=headers, media_type=feed.media_type)
    return StreamingResponse(_packed(feed.bytes) if packed else feed.bytes, headers=headers, media_type=feed.media_type)


def _allowed(request: Request, outputs: Syndication, name: str, part: int, token: str) -> Feed | None:
    """Return the feed, None where it is to be asked for again later.

    Raises 404 for an unknown one, a closed one and a wrong token alike: none is betrayed.
    """
    try:
        output = outputs.output(name)
        if may_fetch(output, token):
            named = output.values.get("files_base")  # where somebody else serves the parts
            address = None if named else lambda one: feed_address(request, output, one.number)
            return None if output.damaged else outputs.feed(name, part=part, address=address)
    except (AuditBroken, Overtaken, ProfileError):
        return None
    except (UnknownOutput, NotReady):
        pass
    raise HTTPException(404)


def _has_it(request: Request, tag: str, modified: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return tag in {one.strip().removeprefix("W/") for one in known.split(",")} or known.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    aware = since if since.tzinfo else since.replace(tzinfo=UTC)
    return modified.replace(microsecond=0) <= aware


def _packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(5, zlib.DEFLATED, GZIP)
    for piece in pieces:
        if out := squeeze.compress(piece):
            yield out
    yield squeeze.flush()
