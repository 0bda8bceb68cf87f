"""The server waits for nobody for ever."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from klaviatur.doors.workspace import patience

WAIT_S = 20  # of the test for an answer, far above what the server waits


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits a fifth of a second for the headers of a request."""
    monkeypatch.setattr(patience, "HEADERS_S", 0.2)
    config = uvicorn.Config(
        PlainTextResponse("Yes."), http=patience.PatientProtocol, log_level="error", lifespan="off", ws="none"
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(10)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)


def test_a_connection_that_asks_nothing_is_closed(port: int) -> None:
    with _connected(port) as silent:
        assert silent.recv(100) == b""


def test_headers_that_do_not_come_to_their_end_are_not_waited_for(port: int) -> None:
    with _connected(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert slow.recv(100) == b""


def test_a_whole_request_is_answered_and_a_slow_second_one_is_not_waited_for(port: int) -> None:
    with _connected(port) as usual:
        usual.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        told = b""
        while b"Yes." not in told:
            told += usual.recv(1_000)
        assert told.startswith(b"HTTP/1.1 200")
        usual.sendall(b"GET / HTTP/1.1\r\n")
        assert usual.recv(100) == b""
