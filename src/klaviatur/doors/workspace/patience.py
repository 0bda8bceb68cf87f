"""A server that waits for nobody for ever: a connection that never asks anything is closed."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_S = 15.0  # longest time from the first byte of a request (or from connecting) to the end of its headers
MOST_AT_ONCE = 500  # connections and requests; further ones are told to come back (503)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with a limit to how long the headers of a request may take."""

    _watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait with the connection."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait on while headers are not whole, no longer once a request has begun."""
        if self._idle() and self._watch is None:
            self._wait()
        super().data_received(data)
        if not self._idle():
            self._unwatch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._unwatch()
        super().connection_lost(exc)

    def _idle(self) -> bool:
        """Return whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._watch = self.loop.call_later(HEADERS_S, self._give_up)

    def _unwatch(self) -> None:
        if self._watch:
            self._watch.cancel()
            self._watch = None

    def _give_up(self) -> None:
        self._watch = None
        if self._idle():
            self.transport.close()
