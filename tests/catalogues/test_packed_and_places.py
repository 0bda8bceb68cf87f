"""Archives, folders, pipes and places that are not there."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.errors import KlaviaturError, SourceNotFound, TableEmpty, TableError, TableUnreadable

CSV = b"sku;name\n1;Hammer\n2;Zange\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def keys(place: Path) -> dict[str, list[str]]:
    return {table.origin: [sku for chunk in table.chunks for sku in chunk.frame["sku"]] for table in read_tables(place)}


def test_gzip_is_unpacked(read: Callable) -> None:
    assert read(gzip.compress(CSV), name="artikel.csv.gz").column("sku") == ["1", "2"]


def test_each_file_of_an_archive_is_a_table(read_all: Callable) -> None:
    found = read_all(
        zipped(("de/artikel.csv", CSV), ("preise.csv", CSV), ("__MACOSX/._x", b"\0\1"), (".DS_Store", b"\0")),
        name="shop.zip",
    )
    assert [one.table.origin for one in found] == ["shop.zip/de/artikel.csv", "shop.zip/preise.csv"]


def test_what_cannot_be_read_in_an_archive_is_told_beside_the_rest(read_all: Callable) -> None:
    inner = zipped(("a.csv", CSV))
    (found,) = read_all(
        zipped(
            ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
            ("artikel.csv", CSV),
            ("innen.zip", inner),
            ("leer.csv", b""),
        ),
        name="shop.zip",
    )
    told = {finding.words: finding.message.en for finding in found.findings if finding.rule == "file.skipped"}
    assert set(told) == {"shop.zip/bild.png", "shop.zip/innen.zip", "shop.zip/leer.csv"}
    assert "archive in an archive" in told["shop.zip/innen.zip"]


@pytest.mark.parametrize(
    "name", ["../../etc/artikel.csv", "/etc/artikel.csv", "C:\\artikel.csv", "a/" * 200 + "artikel.csv"]
)
def test_names_in_an_archive_are_never_used_as_paths(read: Callable, name: str) -> None:
    assert read(zipped((name, CSV)), name="shop.zip").column("sku") == ["1", "2"]


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(("a.csv", data))])
def test_a_bomb_is_refused(read: Callable, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(TableUnreadable, match="bomb"):
        read(pack(b"sku;name\n" + b"0;0\n" * 20_000_000))


def test_more_than_the_limit_is_refused_packed_or_not(read: Callable) -> None:
    large = b"sku;name\n" + os.urandom(2_000).hex().encode() + b";x\n"
    for data in (large, gzip.compress(large), zipped(("a.csv", large))):
        with pytest.raises(TableError, match="more than"):
            read(data, max_bytes=2_000)


def test_nested_gzip_is_refused(read: Callable) -> None:
    with pytest.raises(TableUnreadable, match="archive in an archive"):
        read(gzip.compress(gzip.compress(CSV)))


@pytest.mark.parametrize(
    "data", [gzip.compress(CSV)[:-12], zipped(("a.csv", CSV))[:-30], gzip.compress(CSV)[:10] + b"xxxx"]
)
def test_a_cut_off_archive_is_refused_clearly(read: Callable, data: bytes) -> None:
    with pytest.raises(TableUnreadable, match=r"broken|cut off"):
        read(data)


def test_a_folder_gives_all_its_tables(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "de" / "b.json").write_text('[{"sku": "3"}]')
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / "~$c.xlsx").write_bytes(b"lock")
    assert keys(tmp_path) == {
        str(tmp_path / "a.csv"): ["1", "2"],
        str(tmp_path / "c.csv.gz"): ["1", "2"],
        str(tmp_path / "de" / "b.json"): ["3"],
    }


def test_unknown_files_of_a_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    (table,) = read_tables(tmp_path)
    (told,) = table.findings
    assert told.rule == "file.skipped"
    assert "foto.jpg" in told.message.de


def test_a_folder_without_a_readable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TableEmpty, match="no file"):
        list(read_tables(tmp_path))
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    with pytest.raises(TableUnreadable, match="image"):
        list(read_tables(tmp_path))


def test_chunks_can_be_walked_after_the_last_table_came(tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(zipped(("a.csv", CSV), ("b.csv", CSV)))
    found = list(read_tables(tmp_path / "shop.zip"))
    assert [sum(chunk.frame.height for chunk in table.chunks) for table in found] == [2, 2]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, CSV)
    os.close(writing)
    assert keys(Path(f"/dev/fd/{reading}")) == {f"/dev/fd/{reading}": ["1", "2"]}
    os.close(reading)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "an image"),
        (b"\x7fELF" + bytes(100), "a program"),
        (b"MZ\x90\x00" + bytes(100), "a program"),
        (b"PAR1" + bytes(100), "Parquet"),
        (b"SQLite format 3\0" + bytes(100), "a database"),
        (b"{\\rtf1 x}", "an RTF text"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z"),
        (os.urandom(5_000).replace(b"\n", b"\0"), "binary"),
        (bytes(257) + b"ustar" + bytes(300), "tar"),
    ],
)
def test_files_that_hold_no_table_say_what_they_are(read: Callable, data: bytes, what: str) -> None:
    with pytest.raises(TableUnreadable, match=what) as error:
        read(data, name="artikel.csv")
    assert error.value.args[0].rstrip().endswith(".")


@pytest.mark.parametrize("text", ["BMW;Preis\nA;1\nB;2\n", "MZ;name\nA;x\nB;y\n", "RIFF;x\n1;2a\n2;3a\n"])
def test_a_header_that_begins_like_another_format_is_still_a_table(read: Callable, text: str) -> None:
    assert len(read(text).cells) == 2


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="Check the name"):
        list(read_tables(tmp_path / "fehlt.csv"))


@pytest.mark.parametrize("place", ["\0", "x" * 5_000, "ftp://example.com/a.csv"])
def test_places_that_cannot_be_are_an_error(place: str) -> None:
    with pytest.raises(KlaviaturError):
        list(read_tables(place))


def test_temporary_files_are_gone_once_the_tables_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = list(read_tables_of(zipped(("a.csv", CSV))))
    assert len(list(tmp_path.iterdir())) > 0
    del found
    assert list(tmp_path.iterdir()) == []


def read_tables_of(data: bytes) -> list[object]:
    from klaviatur.adapters.sources.catalogues import read_tables_from

    return list(read_tables_from(io.BytesIO(data)))


GENERATED = [
    CSV * 20,
    "sku\tname\tpreis\n".encode("utf-16") + "1\tÄpfel\t2,50\n".encode("utf-16-le") * 30,
    b'sku,text\n1,"a\nb"\n' * 10,
    b'[{"sku": "1", "n": {"x": [1, 2]}}, {"sku": "2"}]',
    b'{"sku": "1"}\n{"sku": "2"}\n' * 5,
    gzip.compress(CSV * 50),
    zipped(("a.csv", CSV), ("b.json", b'[{"sku": "1"}]')),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    b"<?xml version='1.0'?><r><p><sku>1</sku></p><p><sku>2</sku></p></r>",
]


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_no_damage_brings_anything_but_a_table_or_our_own_error(read_all: Callable, data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from(GENERATED)))
    for _ in range(data.draw(st.integers(0, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    other = data.draw(st.sampled_from([b"", *GENERATED, b"\0" * 40, b"\xff" * 40, b'"' * 7, b"\r" * 9, b";" * 90]))
    at = data.draw(st.integers(0, len(whole)))
    mixed = bytes(whole[:at]) + other + bytes(whole[at:])
    cut = mixed[data.draw(st.integers(0, 30)) : data.draw(st.integers(0, len(mixed)))]
    with suppress(KlaviaturError):
        read_all(
            cut, name=data.draw(st.sampled_from(["a.csv", "a.json", "a.jsonl", "a.xlsx", "a.zip", "a.gz", "stdin"]))
        )


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.json", "a.jsonl", "a"]))
def test_no_bytes_bring_anything_but_a_table_or_our_own_error(read_all: Callable, data: bytes, name: str) -> None:
    with suppress(KlaviaturError):
        read_all(data, name=name)
