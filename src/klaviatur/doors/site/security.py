"""What protects every answer: headers, the same origin for what changes something, and a limit on what is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from klaviatur.errors import NotAllowed

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
TWO_YEARS = "max-age=63072000"
SAFE = {"GET", "HEAD", "OPTIONS"}
FORM_BYTES = 2_000_000  # of a form without files
TEXTS, TABLES = "/sources/texts", "/sources/products"  # where files may come in
API = "/api/"
UNSUBSCRIBE = "/unsubscribe/"
API_TEXTS, API_TABLES = "/api/texts/files", "/api/works/collect"
FILES_AT_ONCE = 20


class SecurityHeaders:
    """Adds the headers to every answer; pages are never kept by caches unless they say so themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers on the answer."""

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, send_protected if scope["type"] == "http" else send)


def protect(headers: MutableHeaders, scope: Scope) -> None:
    """Add what is not there yet."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if scope.get("scheme") == "https":
        headers.setdefault("Strict-Transport-Security", TWO_YEARS)


class SameOrigin:
    """Refuses what another site makes a visitor's browser send (Fetch metadata first, Origin where that is missing).

    The token in each form is checked besides, see `asking`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages."""
        if scope["type"] == "http" and scope["method"] not in SAFE and _refused(scope):
            answer = PlainTextResponse("This was sent from another site, so nothing was done.\n", 403)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _refused(scope: Scope) -> bool:
    """Return whether this comes from another site; ending a subscription may (RFC 8058): its token is the right."""
    return not scope["path"].startswith(UNSUBSCRIBE) and _foreign(Headers(scope=scope))


def _foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


class ForeignForm(NotAllowed):
    """A form came with the token of another session, or without one."""


class BodyTooLarge(Exception):
    """More was sent than is taken here."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"More than {limit:,} bytes were sent, which is more than is taken here. Send less at once.")
        self.limit = limit


class LimitBodies:
    """Stops reading what is sent once it is larger than the place it goes to takes.

    What goes to the API is answered here, with `tell`: below it, an error while a body is read would be told as one of
    its form. A page shows the error itself.
    """

    def __init__(
        self, app: ASGIApp, *, text_bytes: int, table_bytes: int, tell: Callable[[Request, Exception], Response]
    ) -> None:
        self.app = app
        self._tell = tell
        self._limits = {
            TEXTS: text_bytes * FILES_AT_ONCE,
            TABLES: table_bytes,
            API_TEXTS: text_bytes * FILES_AT_ONCE + FORM_BYTES,
            API_TABLES: table_bytes + FORM_BYTES,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a watch over how much is read."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        watched = Watched(receive, send, self._limits.get(scope["path"].rstrip("/"), FORM_BYTES))
        told = Headers(scope=scope).get("content-length", "0")
        watched.taken = watched.limit + 1 if told.isdecimal() and int(told) > watched.limit else 0
        if not scope["path"].startswith(API):
            await self.app(scope, watched.receive_some, send)
            return
        if not watched.too_large:
            await self.app(scope, watched.receive_some, watched.send_unless_too_large)
        if watched.too_large and not watched.begun:
            await self._tell(Request(scope), BodyTooLarge(watched.limit))(scope, receive, send)


@dataclass(slots=True)
class Watched:
    """What is read of one request, and whether its answer has begun."""

    receive: Receive
    send: Send
    limit: int
    taken: int = 0
    begun: bool = False

    @property
    def too_large(self) -> bool:
        """Return whether more came than is taken."""
        return self.taken > self.limit

    async def receive_some(self) -> Message:
        """Return the next piece. Raises BodyTooLarge with the first that is too much."""
        message = await self.receive() if not self.too_large else {"type": "http.disconnect"}
        self.taken += len(message.get("body", b""))
        if self.too_large:
            raise BodyTooLarge(self.limit)
        return message

    async def send_unless_too_large(self, message: Message) -> None:
        """Send the answer; one that was made of half a body is dropped, unless it has begun already."""
        if self.begun or not self.too_large:
            self.begun = True
            await self.send(message)
