"""What a workbook's container says before its cells are read: encryption, size, merged cells."""

import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from klaviatur.adapters.sources.catalogues.packed import check_bomb, unpacked_blocks
from klaviatur.adapters.sources.catalogues.stream import Options, Stream
from klaviatur.adapters.sources.catalogues.workbook.merging import Merge, SheetFacts
from klaviatur.errors import TableUnreadable

MOST_CELLS = 40_000_000  # of a sheet's rectangle; reading takes about 30 bytes for each, filled or not
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    LookupError,
)
_FAR_ROW = re.compile(rb"r\s*=\s*[\"'][A-Za-z]*(\d{6,})[\"']")
_FAR_COLUMN = re.compile(rb"r\s*=\s*[\"']([A-Za-z]{2,})\d")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^<>]*(?<!/)>")
_OPEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*[\"'](\d+)[\"'][^<>]*(?<!/)>")
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 26
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_NO_RESULT = re.compile(rb"</f>(?:<v></v>|<v/>)?</c>|<f/>(?:<v></v>|<v/>)?</c>")
_REPEATED = re.compile(rb"number-(columns|rows)-repeated=\"(\d+)\"")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OPEN_IT = "Open it, remove the password and save it again."


def check(stream: Stream, options: Options) -> str:
    """Return the format ("xlsx", "xlsb", "ods", "xls"). Raises TableUnreadable for encrypted, broken and bomb files."""
    if not stream.head.startswith(b"PK"):
        _check_ole(stream)
        return "xls"
    try:
        with zipfile.ZipFile(stream.path) as archive:
            check_bomb(archive, stream, options.max_bytes)
            return _check_zip(archive, stream)
    except _BROKEN as error:
        raise broken(stream) from error


def broken(stream: Stream) -> TableUnreadable:
    """Return the error for a workbook that cannot be read."""
    return TableUnreadable(
        f"{stream.name!r} is a workbook that is broken or was cut off. "
        "Open it in a spreadsheet program and save it again."
    )


def too_wide(name: str) -> TableUnreadable:
    """Return the error for a sheet whose cells nobody could hold."""
    return TableUnreadable(
        f"{name!r} has a sheet that spans more than {MOST_CELLS / 1e6:.0f} million cells. "
        "Delete the cells far right and below, or export the sheet as CSV."
    )


def sheet_facts(stream: Stream, sheet: str | None) -> dict[str, SheetFacts]:
    """Return what the XML of the sheets of an XLSX shows, or of the one of that name. Raises TableUnreadable."""
    try:
        with zipfile.ZipFile(stream.path) as archive:
            return {
                name: _facts(archive, archive.getinfo(part), stream)
                for name, part in _parts(archive).items()
                if sheet is None or same_sheet(name, sheet)
            }
    except (etree.XMLSyntaxError, *_BROKEN) as error:
        raise broken(stream) from error


def same_sheet(name: str, wanted: str) -> bool:
    """Return whether somebody who asks for `wanted` means the sheet of this name."""
    return name.strip().casefold() == wanted.strip().casefold()


def column_number(letters: str) -> int:
    """Return the position of a spreadsheet column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_ole(stream: Stream) -> None:
    rest = b""
    for block in stream.blocks():
        if _ENCRYPTED in rest + block:
            raise TableUnreadable(f"{stream.name!r} is encrypted. {_OPEN_IT}")
        rest = block[-len(_ENCRYPTED) :]


def _check_zip(archive: zipfile.ZipFile, stream: Stream) -> str:
    names = set(archive.namelist())
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise TableUnreadable(f"{stream.name!r} is encrypted. {_OPEN_IT}")
    if "content.xml" in names:
        _check_ods(archive, stream)
        return "ods"
    return "xlsb" if "xl/workbook.bin" in names else "xlsx"


def _check_ods(archive: zipfile.ZipFile, stream: Stream) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise TableUnreadable(f"{stream.name!r} is encrypted. {_OPEN_IT}")
    columns = rows = 1
    for block in _blocks(archive, archive.getinfo("content.xml"), stream):
        for what, times in _filled_repeats(block):
            columns, rows = (max(columns, times), rows) if what == b"columns" else (columns, max(rows, times))
    if columns * rows > MOST_CELLS:
        raise too_wide(stream.name)


def _filled_repeats(block: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield repetitions of cells and rows; the empty ones at the edge of every sheet cost nothing and do not count."""
    for found in _REPEATED.finditer(block):
        end = block.find(b">", found.end())
        if block[end - 1 : end] != b"/" and not _empty_row(block, end + 1):
            yield found.group(1), int(found.group(2))


def _empty_row(block: bytes, at: int) -> bool:
    return block.startswith(b"<table:table-cell", at) and block[block.find(b">", at) - 1 : block.find(b">", at)] == b"/"


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where the XML of each sheet lies."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {entry.get("Id", ""): entry.get("Target", "") for entry in relations}
    book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
    found = {}
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(sheet.get(_RELATION, ""), "").lstrip("/")
        part = target if target in names else f"xl/{target}"
        if part in names:
            found[sheet.get("name", "")] = part
    return found


def _facts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stream: Stream) -> SheetFacts:
    facts = SheetFacts()
    last_row, last_column = _NEAR_ROWS, _NEAR_COLUMNS
    for block in _blocks(archive, entry, stream):
        last_row = max([last_row, *map(int, _FAR_ROW.findall(block))])
        wide = {column_number(letters.decode()) + 1 for letters in set(_FAR_COLUMN.findall(block))}
        last_column = max([last_column, *wide])
        if b"mergeCell" in block:
            facts.merges += [_merge(*found) for found in _MERGED.findall(block)]
        if b"<f" in block:
            facts.without_result += len(_NO_RESULT.findall(block))
        facts.errors += block.count(b't="e"')
    large = last_row * last_column > MOST_CELLS
    if large or facts.merges:
        rows, columns, facts.left = _filled_area(archive, entry, stream)
        if rows * columns > MOST_CELLS:
            raise too_wide(stream.name)
    facts.merges = list(dict.fromkeys(facts.merges))
    return facts


def _filled_area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stream: Stream) -> tuple[int, int, int]:
    """Return how many rows and columns the filled cells of a sheet span, and the first of these columns."""
    last_row, first, last = 0, 10**9, 0
    for block in _blocks(archive, entry, stream):
        last_row = max([last_row, *map(int, _OPEN_ROW.findall(block))])
        for letters, number in set(_FILLED.findall(block)):
            row, column = int(number), column_number(letters.decode())
            last_row = max(last_row, row)
            first, last = min(first, column), max(last, column)
    return last_row, max(last - first + 1, 0), min(first, last)


def _merge(left: bytes, top: bytes, right: bytes, bottom: bytes) -> Merge:
    return Merge(int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode()))


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stream: Stream) -> Iterator[bytes]:
    """Yield the XML in blocks that begin and end with whole tags."""
    rest = b""
    for block in unpacked_blocks(archive, entry, stream.name):
        data = rest + block
        cut = data.rfind(b"</c>") + 4 if b"</c>" in data else data.rfind(b">") + 1
        rest = data[cut:]
        yield data[:cut]
        if len(rest) > 100_000_000:
            raise broken(stream)
    yield rest
