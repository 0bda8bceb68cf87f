"""Model servers on 127.0.0.1 that behave as real ones do, the bad ones included."""

import json
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-very-secret-0123456789"
GOOD = {
    "title": "Millbrook library opens on Sundays",
    "notes": "",
    "bullet": ["The additional hours cost the town £38,000 a year."],
    "question": ["When does it open?"],
    "answer": ["From 7 February 2027 it opens on Sundays."],
}


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the behaviours of its server in turn; the last one stays."""

    protocol_version = "HTTP/1.1"
    server: "ModelServer"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.body = json.loads(self.rfile.read(length))
        self.server.requests.append(self.body)
        self.server.paths.append(self.path)
        self.server.keys.append(self.headers.get("Authorization", ""))
        turn = min(len(self.server.requests), len(self.server.behaviours)) - 1
        self.server.behaviours[turn](self)

    def send(self, status: int, body: bytes | str, kind: str = "application/json", **headers: str) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def send_words(self, words: str, finish: str = "stop", **message: Any) -> None:
        choice = {"message": {"role": "assistant", "content": words, **message}, "finish_reason": finish}
        self.send(200, json.dumps({"choices": [choice], "usage": {"total_tokens": 100}}))

    def begin_stream(self, kind: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, data: Any) -> None:
        self.wfile.write(f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode())

    def stream_words(self, words: str, size: int = 7) -> None:
        for start in range(0, len(words), size):
            self.event({"choices": [{"delta": {"content": words[start : start + size]}}]})

    def reset(self) -> None:
        """Drop the connection with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


Behaviour = Callable[[Handler], None]


class ModelServer(ThreadingHTTPServer):
    """A server with a script; `requests` are the bodies it got."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, behaviours: tuple[Behaviour, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.keys: list[str] = []
        self.released = threading.Event()  # set when a test ends: what hangs may go

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up."""


def good(handler: Handler) -> None:
    """Answer as asked, streamed or not."""
    words = json.dumps(GOOD)
    if not handler.body.get("stream"):
        handler.send_words(words)
        return
    handler.begin_stream()
    handler.stream_words(words)
    handler.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    handler.event({"choices": [], "usage": {"total_tokens": 123}})
    handler.event("[DONE]")
