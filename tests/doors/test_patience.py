"""The server waits for nobody for ever."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from klaviatur.doors.workspace import patience

WAIT_S = 20  # of the test for an answer, far above what the server waits


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Say how large the body was."""
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"Yes. {len(body)}")(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits a fifth of a second for the headers of a request, and for more of its body."""
    monkeypatch.setattr(patience, "HEADERS_S", 0.2)
    monkeypatch.setattr(patience, "BODY_S", 0.2)
    monkeypatch.setattr(patience, "BODY_BYTES", 100)
    config = uvicorn.Config(_answer, http=patience.PatientProtocol, log_level="error", lifespan="off", ws="none")
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


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/texts", "application/problem+json"), ("/sources/text", "text/plain")]
)
def test_a_body_that_trickles_is_ended_with_an_answer(port: int, path: str, kind: str) -> None:
    with _connected(port) as slow:
        slow.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n".encode() + b"a" * 30)
        told = _read_to_end(slow)
    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert kind.encode() in head
    assert b"Send it again" in body


def test_a_body_that_comes_slowly_but_comes_is_waited_for(port: int) -> None:
    with _connected(port) as usual:
        usual.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")
        for _ in range(20):
            usual.sendall(b"a" * 100_000)
        told = b""
        while b"2000000" not in told:
            told += usual.recv(1_000)
        assert told.startswith(b"HTTP/1.1 200")


def _read_to_end(connection: socket.socket) -> bytes:
    told = b""
    while part := connection.recv(1_000):
        told += part
    return told
