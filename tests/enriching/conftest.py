"""A workspace with our example products, and a server that plays a model."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from played_model import Model

import klaviatur
from klaviatur.adapters.writers.dialect import forget_dialects
from klaviatur.wiring.workspace import Workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="session")
def collected_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that holds examples/products.csv: made once, and only copied."""
    folder = tmp_path_factory.mktemp("collected") / "workspace"
    with klaviatur.open_workspace(folder) as opened:
        opened.collect([EXAMPLES / "products.csv"])
    return folder


@pytest.fixture
def workspace(collected_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that holds examples/products.csv."""
    with klaviatur.open_workspace(shutil.copytree(collected_folder, tmp_path / "workspace")) as opened:
        yield opened


@pytest.fixture
def model() -> Iterator[Callable[[Callable[[dict[str, Any]], str] | str], Model]]:
    """Start models that say the same to everybody, or what a function makes of a request."""
    started: list[Model] = []

    def start(said: Callable[[dict[str, Any]], str] | str) -> Model:
        server = Model(said if callable(said) else lambda _: said)
        started.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server

    forget_dialects()
    yield start
    for server in started:
        server.shutdown()
        server.server_close()
