"""A server that plays a model, and the extractor that asks it."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from klaviatur.adapters.writers import ModelExtractor, OpenAICompatibleWriter


class Model(ThreadingHTTPServer):
    """A server that speaks POST /chat/completions and says what it was told to; `requests` are the bodies it got."""

    daemon_threads = True

    def __init__(self, said: Callable[[dict[str, Any]], str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.said = said
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        message = {"role": "assistant", "content": self.server.said(body)}
        raw = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def reader(server: Model) -> ModelExtractor:
    """An extractor that asks a model once."""
    return ModelExtractor(OpenAICompatibleWriter(server.url, "test-model", timeout_s=10.0, retries=0))
