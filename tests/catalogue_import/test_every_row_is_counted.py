"""rows in = written + unchanged + rejected, whatever the file looks like, and a second time nothing is written."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.catalogue_import.conftest import Collected

import klaviatur
from klaviatur.errors import KlaviaturError
from klaviatur.records import Imported

HEADERS = [
    ["sku", "name", "price", "gtin"],
    ["Artikelnummer", "Bezeichnung", "Preis (EUR)", "EAN", "Gewicht in kg"],
    ["handle", "title", "Größe", "Farbe", "Bild"],
    ["id", "locale", "name", "description"],
]
CELLS = st.one_of(
    st.just(""),
    st.text(max_size=20),
    st.sampled_from(["A", "m", "lang", "de", "EUR", "nummer", "inkl"]),  # what a head may go on with
    st.sampled_from(
        ["A-1", "A-2", "A-2", "4006381333931", "4006381333932", "1.299,00 €", "12.5", "n/a", "<b>fett</b>"]
    ),
    st.sampled_from(["ja", "Zeile\nmit Umbruch", '"', "a;b", "\x00", "fÃ¼r", "de_DE", "2026-02-30", "1e400", "=1+1"]),
)


@st.composite
def dirty_files(draw: st.DrawFn) -> tuple[bytes, int]:
    """A table whose rows are too short, too long, empty, doubled; its bytes and how many rows were put in."""
    header = draw(st.sampled_from(HEADERS))
    width = len(header)
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=draw(st.sampled_from(",;\t")), quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return out.getvalue().encode(encoding, errors="replace"), len(rows)


def holds(report: Imported) -> bool:
    return report.rows == report.written + report.unchanged + report.rejected


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(dirty_files())
def test_every_row_of_a_dirty_file_is_written_unchanged_or_rejected(
    empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory, made: tuple[bytes, int]
) -> None:
    data, rows = made
    folder = tmp_path_factory.mktemp("dirty")
    file = folder / "products.csv"
    file.write_bytes(data)
    with klaviatur.open_workspace(shutil.copytree(empty_workspace, folder / "workspace")) as workspace:
        first = workspace.collect([file])
        again = workspace.collect([file])
    if first.failures:  # a table without a single filled row
        assert again.failures == first.failures
        return
    report, second = first.imports[0], again.imports[0]
    assert holds(report)
    assert holds(second)
    assert report.rows >= rows - blank_rows(data, rows), "no row is lost"
    assert second.written == 0, "the same file brings nothing new"
    assert second.created == second.changed == 0


def blank_rows(data: bytes, rows: int) -> int:
    """Rows whose cells are all empty need not be counted: no program shows where they end."""
    text = next(data.decode(e) for e in ("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig",))
    return sum(not line.replace('"', "").strip(",;\t \x00") for line in text.splitlines()) if rows else 0


def test_an_error_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name\nA-1,Lampe\n", encoding="utf-8")

    def stop(_: str, __: int) -> None:
        raise KlaviaturError("stopped by the test")

    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        done = workspace.collect([file], progress=stop)
        assert done.failures[0][1] == "stopped by the test"
        assert workspace.keys() == []


def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("sku,name\nA-1,Lampe\nA-2,Tisch\n,\n", encoding="utf-8")
    with klaviatur.open_workspace(tmp_path / "workspace") as workspace:
        dry = workspace.collect([file], dry_run=True).imports[0]
        assert workspace.keys() == []
        assert not list((tmp_path / "workspace").glob("mappings/*"))
        real = workspace.collect([file]).imports[0]
    assert (dry.rows, dry.written, dry.rejected) == (real.rows, real.written, real.rejected)
    assert dry.id is None


def test_rows_of_one_product_may_name_several_parents(collected: Collected) -> None:
    lines = ["sku,name,parent", "A,Hat,P", "B,Scarf,", "A,,Q", "P,Hats,", "Q,Caps,"]
    (report,) = collected("\n".join(lines))
    assert (report.rows, report.rejected, collected.value("A", "name")) == (5, 0, "Hat")
