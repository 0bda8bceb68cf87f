"""Model servers and writers that ask them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from model_servers import KEY, Behaviour, ModelServer

from klaviatur.adapters.writers import Budget, OpenAICompatibleWriter
from klaviatur.adapters.writers.dialect import forget_dialects


@dataclass
class Pauses:
    """Waits without waiting."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def serve() -> Iterator[Callable[..., ModelServer]]:
    """Start servers by their behaviours."""
    servers: list[ModelServer] = []

    def start(*behaviours: Behaviour) -> ModelServer:
        server = ModelServer(behaviours)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server

    forget_dialects()
    yield start
    for server in servers:
        server.released.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def ask(pauses: Pauses) -> Callable[..., OpenAICompatibleWriter]:
    """Build a writer for a server."""

    def build(server: ModelServer, **options: Any) -> OpenAICompatibleWriter:
        options = {"timeout_s": 10.0, "pause": pauses, "budget": Budget(), **options}
        return OpenAICompatibleWriter(server.base_url, "test-model", KEY, **options)

    return build
