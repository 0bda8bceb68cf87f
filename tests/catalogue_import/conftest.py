"""A workspace that files are brought into, and looked at."""

import shutil
from pathlib import Path

import pytest

import klaviatur
from klaviatur.records import Imported, Product


class Collected:
    """Files brought into one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str, name: str = "products.csv", encoding: str = "utf-8") -> list[Imported]:
        file = self.folder / name
        file.write_bytes(text.encode(encoding))
        return self.file(file)

    def file(self, file: Path) -> list[Imported]:
        with klaviatur.open_workspace(self.folder / "workspace") as workspace:
            done = workspace.collect([file])
        assert done.failures == ()
        assert all(one.rows == one.written + one.unchanged + one.rejected for one in done.imports)
        return list(done.imports)

    def product(self, key: str) -> Product:
        with klaviatur.open_workspace(self.folder / "workspace") as workspace:
            return workspace.product(key)

    def products(self) -> dict[str, Product]:
        with klaviatur.open_workspace(self.folder / "workspace") as workspace:
            return {key: workspace.product(key) for key in workspace.keys()}  # noqa: SIM118 (a workspace is no dict)

    def value(self, key: str, attribute: str) -> str | None:
        fact = self.product(key).find(attribute)
        return fact.value if fact else None


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which nothing is: its tables are built once, and only copied."""
    folder = tmp_path_factory.mktemp("empty") / "workspace"
    klaviatur.open_workspace(folder).close()
    return folder


@pytest.fixture
def collected(empty_workspace: Path, tmp_path: Path) -> Collected:
    shutil.copytree(empty_workspace, tmp_path / "workspace")
    return Collected(tmp_path)
