"""Workbooks made to do harm take down a process of their own, never ours; the old kinds of workbooks are read too."""

import gc
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.adapters.sources.catalogues.workbook import isolated
from klaviatur.errors import TableUnreadable

FIXTURE = Path(__file__).parent / "fixture"  # written by xlwt, pyxlsbwriter and odfpy
CONTENT = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Artikel">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods(rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


ROW = '<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
CELLS = '<table:table-cell office:value-type="string" table:number-columns-repeated="30"><text:p>xyz</text:p></table:table-cell>'
GREEDY = ods(ROW.format(cells=CELLS))  # a small file with 30 million filled cells


def test_a_workbook_that_fills_the_memory_is_refused(
    read: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(isolated, "_LEAST_BYTES", 200_000_000)
    with pytest.raises(TableUnreadable, match=r"'greedy\.ods'.* too much memory or time\. Save it again .*CSV"):
        read(GREEDY, name="greedy.ods")
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_a_workbook_that_takes_too_long_is_refused(read: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_PATIENCE", 0.01)
    with pytest.raises(TableUnreadable, match=r"'greedy\.ods'.* cannot be read in .* seconds\. Save it again"):
        read(GREEDY, name="greedy.ods")


def test_a_workbook_that_computes_without_end_is_refused(read: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "_LEAST_S", 1)
    monkeypatch.setattr(isolated, "_PATIENCE", 600)  # by the clock: a busy machine gives a process few seconds
    with pytest.raises(TableUnreadable, match=r"too much memory or time\. Save it again"):
        read(GREEDY, name="greedy.ods")


def test_a_file_in_the_working_folder_is_not_taken_for_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "polars.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    (table,) = read_tables(FIXTURE / "calc.ods")
    assert table.columns[0] == "sku"


@pytest.mark.parametrize("name", ["biff8.xls", "binary.xlsb", "calc.ods"])
def test_other_kinds_of_workbooks_give_what_a_person_reads(name: str) -> None:
    (table,) = read_tables(FIXTURE / name)
    assert table.format == name.partition(".")[2]
    assert table.sheet == "Artikel"
    assert table.columns == ("sku", "name", "preis", "seit", "lager")
    (chunk,) = table.chunks
    assert chunk.frame.rows() == [
        ("A-1", "Müsli „Früh“", "12.5", "2026-03-04", "true"),
        ("007", "Größe M", "1234", "2025-12-31", "false"),
        ("B 2", "Žluťoučký kůň", "0.1", "1999-01-01", "true"),
    ]
    assert chunk.rows.to_list() == [2, 3, 4]


def test_a_hidden_sheet_of_an_old_workbook_is_told_and_can_be_named(read: Callable, read_all: Callable) -> None:
    data = (FIXTURE / "biff8.xls").read_bytes()
    (shown,) = read_all(data)
    assert [finding.words for finding in shown.findings if finding.rule == "sheet.skipped"] == ["Intern"]
    assert read(data, sheet=" intern ").column("sku") == ["Z"]


@pytest.mark.parametrize("name", ["biff8.xls", "binary.xlsb", "calc.ods"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_a_workbook_that_was_cut_off_is_refused(read: Callable, name: str, share: float) -> None:
    data = (FIXTURE / name).read_bytes()
    with pytest.raises(TableUnreadable, match=r"(broken|cut off)"):
        read(data[: int(len(data) * share)], name=name)
