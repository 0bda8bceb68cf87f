"""What a product file is, told from its bytes first, then from its name and what the server said."""

import re
from enum import StrEnum
from pathlib import PurePath

from klaviatur.errors import TableUnreadable


class FileKind(StrEnum):
    """What can be read or unpacked."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    HTML_TABLE = "html-table"
    SPREADSHEET_ML = "spreadsheetml"
    JSON = "json"
    JSON_LINES = "jsonl"
    XML = "xml"
    MERCHANT = "merchant"
    BMECAT = "bmecat"
    GDSN = "gdsn"
    DATANORM = "datanorm"
    JSON_LD = "json-ld"
    XCHANGE = "xchange"
    ZIP = "zip"
    GZIP = "gzip"


_EXPORT = "Export the products as CSV, XLSX, JSON or XML."
_ANEW = "Open it in a spreadsheet program and save it as XLSX."
_UNPACK = "Unpack it and give the files in it, or pack them as ZIP."
_FOREIGN = (
    (b"%PDF-", "a PDF", _EXPORT),
    (b"\x89PNG", "an image", _EXPORT),
    (b"\xff\xd8\xff", "an image", _EXPORT),
    (b"GIF8", "an image", _EXPORT),
    (b"II*\x00", "an image", _EXPORT),
    (b"MM\x00*", "an image", _EXPORT),
    (b"BM", "an image", _EXPORT),
    (b"RIFF", "an image or sound", _EXPORT),
    (b"{\\rtf", "an RTF text", _EXPORT),
    (b"MIME-Version:", "a web archive (MHTML)", _ANEW),
    (b"\x7fELF", "a program", _EXPORT),
    (b"MZ", "a program", _EXPORT),
    (b"\xca\xfe\xba\xbe", "a program", _EXPORT),
    (b"\xcf\xfa\xed\xfe", "a program", _EXPORT),
    (b"#!/", "a script", _EXPORT),
    (b"SQLite format 3", "a database", _EXPORT),
    (b"PAR1", "a Parquet file", "Export it as CSV or JSONL."),
    (b"ARROW1", "an Arrow file", "Export it as CSV or JSONL."),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
)
_TEXTUAL_MAGIC = {b"BM", b"MZ", b"RIFF", b"BZh", b"PAR1", b"Rar!", b"GIF8", b"ARROW1"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)([^>]*)")
_JSON = re.compile(r'\{\s*(?:["}]|$)|\[\s*(?:[\[{"\]\d-]|true|false|null|$)')
_OBJECT = re.compile(r"\s*\{.*\}\s*")
_LINES_SUFFIXES = {".jsonl", ".ndjson", ".jsonlines"}
_GDSN = "urn:gs1:gdsn:catalogue_item"
_DATANORM = re.compile(r"V[ ;]\d{6}.{0,300}|V;0[45]0?;[ANX];.{0,300}|[AB];[NLAX];[^;\n]{1,15};.{0,500}")
_DATANORM_RECORDS = {f"{kind};" for kind in "ABCDEGPTZ"}
_XCHANGE = ('"CatalogueId"', '"CatalogueType"', '"Supplier"')  # ETIM International
_GOOGLE = "base.google.com/ns/1.0"
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_EXCEL_SUFFIXES = {".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}
_HTML = {"html", "head", "body", "meta", "script", "style", "table", "tr"}


def sniff(head: bytes, *, name: str, size: int, members: frozenset[str] | None = None) -> FileKind:
    """Return what a file is; its bytes outweigh its name. `members` are the names in a zip archive.

    Raises TableUnreadable, with the next step, for kinds that hold no products we can read.
    """
    if head.startswith(b"\x1f\x8b"):
        return FileKind.GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(name, members or frozenset())
    if head.startswith(_OLE):
        return _ole_kind(head, name)
    _refuse_foreign(head, name)
    text = _text(head)
    if text is None:
        raise TableUnreadable(f"{name!r} holds binary data, no table that we know. {_EXPORT}")
    return _text_kind(text, name, whole=size <= len(head))


def _refuse_foreign(head: bytes, name: str) -> None:
    for magic, what, step in _FOREIGN:
        if head.startswith(magic) and (magic not in _TEXTUAL_MAGIC or _text(head) is None):
            raise TableUnreadable(f"{name!r} is {what}, not a table. {step}")
    if head[257:262] == b"ustar":
        raise TableUnreadable(f"{name!r} is a tar archive. {_UNPACK}")


def _zip_kind(name: str, members: frozenset[str]) -> FileKind:
    if any(member.startswith("xl/") for member in members):
        return FileKind.WORKBOOK
    if "content.xml" in members and "mimetype" in members:
        if PurePath(name).suffix.lower() in {".odt", ".odp"}:
            raise TableUnreadable(f"{name!r} is a text or slides, not a table. {_EXPORT}")
        return FileKind.WORKBOOK
    if any(member.startswith(("word/", "ppt/")) for member in members):
        raise TableUnreadable(f"{name!r} is a text or slides, not a table. {_EXPORT}")
    return FileKind.ZIP


def _ole_kind(head: bytes, name: str) -> FileKind:
    suffix = PurePath(name).suffix.lower()
    if suffix in {".doc", ".ppt", ".msg", ".msi"} or "WordDocument".encode("utf-16-le") in head:
        raise TableUnreadable(f"{name!r} is an old Office file without a table. {_EXPORT}")
    return FileKind.WORKBOOK


def _text(head: bytes) -> str | None:
    """Return the head as text, None if it is binary."""
    if head.startswith(_BOMS[1:]):
        return head.decode("utf-16", errors="replace")
    sample = head.removeprefix(_BOMS[0])
    zeros = sample.count(0)
    if zeros > len(sample) * 0.3:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        wide = "utf-16-le" if odd > even else "utf-16-be"
        return sample.decode(wide, errors="replace") if min(even, odd) < zeros * 0.1 else None
    controls = sum(sample.count(code) for code in (*range(9), 11, *range(14, 28)))
    return None if controls > max(8, len(sample) // 50) else sample.decode("utf-8", errors="replace")


def _text_kind(text: str, name: str, *, whole: bool) -> FileKind:
    start = text.lstrip("\ufeff\0 \t\r\n")
    suffix = PurePath(name).suffix.lower()
    if _is_datanorm(start):
        return FileKind.DATANORM
    if start.startswith("<"):
        return _markup_kind(start, suffix, whole=whole)
    if suffix in _LINES_SUFFIXES:
        return FileKind.JSON_LINES
    if suffix == ".json" or _JSON.match(start):
        return _json_kind(start, whole=whole)
    return FileKind.DELIMITED


def _is_datanorm(text: str) -> bool:
    """Return whether the first lines are records of DATANORM: one with the date of issue, then articles."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip(" \x1a")]
    articles = sum(line[:2] in _DATANORM_RECORDS for line in lines[1:])
    return len(lines) > 1 and bool(_DATANORM.fullmatch(lines[0])) and articles >= 0.8 * (len(lines) - 1)


def _markup_kind(text: str, suffix: str, *, whole: bool) -> FileKind:
    root = _ROOT.search(text)
    element = root.group(1).casefold() if root else ""
    if element == "bmecat":
        return FileKind.BMECAT
    if _GDSN in text and element.startswith(("catalogueitem", "standardbusinessdocument")):
        return FileKind.GDSN
    if element == "workbook" and _SPREADSHEET in text:
        return FileKind.SPREADSHEET_ML
    if element in {"rss", "feed", "rdf"} and _GOOGLE in text:
        return FileKind.MERCHANT
    if element in _HTML or text[:15].lower().startswith("<!doctype html"):
        return FileKind.HTML_TABLE if _is_html_table(text.lower(), suffix, whole=whole) else FileKind.JSON_LD
    return FileKind.XML


def _is_html_table(text: str, suffix: str, *, whole: bool) -> bool:
    """Return whether a page is a table saved under the name of Excel, or one that holds nothing but a table."""
    if suffix in _EXCEL_SUFFIXES or _EXCEL in text[:10_000]:
        return True
    return whole and "<table" in text and not any(sign in text for sign in ("ld+json", "itemscope"))


def _json_kind(text: str, *, whole: bool) -> FileKind:
    if '"@context"' in text and "schema.org" in text:
        return FileKind.JSON_LD
    if all(sign in text for sign in _XCHANGE):
        return FileKind.XCHANGE
    lines = [line for line in text.splitlines() if line.strip()]
    complete = lines if whole else lines[:-1]
    objects = sum(bool(_OBJECT.fullmatch(line)) for line in complete)
    return FileKind.JSON_LINES if len(complete) > 1 and objects >= len(complete) / 2 else FileKind.JSON
