"""A workspace and its folder, for tests of outputs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import klaviatur
from klaviatur import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with klaviatur.open_workspace(folder) as workspace:
        yield workspace
