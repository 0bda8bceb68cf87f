"""A server that waits for nobody for ever: a request whose headers or body trickle is ended."""

import asyncio
from typing import Any

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 15.0  # longest time from the first byte of a request (or from connecting) to the end of its headers
BODY_S = 20.0  # how often it is looked whether a body comes along
BODY_BYTES = 10_000  # what has to have come of it since then; slower is no line that anybody has
MOST_AT_ONCE = 500  # connections and requests; further ones are told to come back (503)
API = b"/api/"
TOO_SLOW = {
    "type": "urn:klaviatur:error:TooSlow",
    "title": "Request timeout",
    "status": 408,
    "detail": "What was sent came too slowly and was not waited for; nothing of it was kept. Send it again.",
    "errors": [],
}
TOO_SLOW_TEXT = (
    "Was gesendet wurde, kam zu langsam, und es wurde nicht weiter gewartet. Nichts davon wurde behalten. Bitte noch "
    f"einmal senden.\n\n{TOO_SLOW['detail']}\n"
)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with a limit to how long headers may take and how slowly a body may come."""

    _watch: asyncio.TimerHandle | None = None
    _body: asyncio.TimerHandle | None = None
    _came = 0  # bytes since the body was looked at

    def connection_made(self, transport: Any) -> None:
        """Begin to wait with the connection."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait on while headers are not whole, no longer once a request has begun; then for its body."""
        if self._idle() and self._watch is None:
            self._wait()
        super().data_received(data)
        self._came += len(data)
        if not self._idle():
            self._unwatch()
        if not self._wants_body():
            self._unwatch_body()
        elif self._body is None:
            self._wait_for_body()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._unwatch()
        self._unwatch_body()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        """Return whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _wants_body(self) -> bool:
        """Return whether a request is being answered whose body is not whole."""
        return not self._idle() and self.conn.their_state is h11.SEND_BODY

    def _wait(self) -> None:
        self._watch = self.loop.call_later(HEADERS_S, self._give_up)

    def _wait_for_body(self) -> None:
        self._came = 0
        self._body = self.loop.call_later(BODY_S, self._look_at_body)

    def _unwatch(self) -> None:
        if self._watch:
            self._watch.cancel()
            self._watch = None

    def _unwatch_body(self) -> None:
        if self._body:
            self._body.cancel()
            self._body = None

    def _give_up(self) -> None:
        self._watch = None
        if self._idle():
            self.transport.close()

    def _look_at_body(self) -> None:
        self._body = None
        if not self._wants_body():
            return
        held_by_us = self.flow.read_paused or self.conn.they_are_waiting_for_100_continue
        if held_by_us or self._came >= BODY_BYTES:
            self._wait_for_body()
        else:
            self._end_body()

    def _end_body(self) -> None:
        """Say that it took too long, where nothing else was said yet, and let whoever reads the body know."""
        if not self.cycle.response_started:
            self.transport.write(_too_slow(self.scope["raw_path"]))
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        self.transport.close()


def _too_slow(path: bytes) -> bytes:
    """Return the whole answer: a problem as RFC 9457 tells it, or a text for people."""
    for_programs = path.startswith(API)
    kind = b"application/problem+json" if for_programs else b"text/plain; charset=utf-8"
    problem = TOO_SLOW | {"instance": path.decode("ascii", "replace")}
    body = orjson.dumps(problem) if for_programs else TOO_SLOW_TEXT.encode()
    head = b"HTTP/1.1 408 Request Timeout\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (kind, len(body)) + body
