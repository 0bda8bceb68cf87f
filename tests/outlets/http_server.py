"""A platform on loopback: it speaks its protocol strictly, and fails in the ways it is told to."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from klaviatur.adapters.outlets import Placed
from klaviatur.errors import DeliveryError
from klaviatur.records import Outgoing


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        assert self.headers["Content-Type"].startswith("application/json"), self.headers["Content-Type"]
        return json.loads(self.body)


@dataclass
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


DROP, DROP_AFTERWARDS, HANG = "drop", "drop afterwards", "hang"


@dataclass
class Platform:
    """`answer` says what the platform does; `faults` are taken first, one for each request that changes something."""

    answer: Callable[[Request], Reply]
    faults: list[Reply | str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    url: str = ""
    hanging: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def handle(self, request: Request) -> Reply | None:
        """Return the reply, None to hang up without one."""
        self.requests.append(request)
        fault = self.faults.pop(0) if self.faults and request.method != "GET" else None
        if isinstance(fault, Reply):
            return fault
        if fault == DROP:
            return None
        reply = self.answer(request)
        if fault == HANG:
            self.hanging.set()
            self.ended.wait(20)
        return None if fault else reply


def losing(
    platform: Platform, fault: Reply | str, make: Callable[[str], Placed], outgoing: Outgoing
) -> list[Exception]:
    """Deliver until the platform has failed in this way once; return what was raised. `make` takes a timeout in s."""
    outlet = make("1" if fault == HANG else "30")
    raised: list[Exception] = []
    platform.faults.append(fault)
    platform.hanging.clear()
    for _ in range(20):
        try:
            outlet.deliver(outgoing, key=outgoing.delivery)
        except DeliveryError as error:
            raised.append(error)
        if not platform.faults:
            break
    assert not platform.faults
    assert fault != HANG or platform.hanging.wait(20)
    outlet.close()
    return raised


@contextmanager
def running(platform: Platform) -> Iterator[Platform]:
    """Run a platform in a thread."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            request = Request(self.command, unquote(parts.path), query, self.headers, self.rfile.read(length))  # type: ignore[arg-type]
            reply = platform.handle(request)
            if reply is None:
                self.close_connection = True
                return
            body = b"" if reply.body is None else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = serve  # noqa: N815 - http.server calls them so

        def log_message(self, *said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        platform.ended.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
