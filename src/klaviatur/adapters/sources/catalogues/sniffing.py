"""What a product file is, told from its bytes first, then from its name and what the server said."""

from enum import StrEnum


class FileKind(StrEnum):
    """What can be read or unpacked."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    JSON = "json"
    JSON_LINES = "jsonl"
    XML = "xml"
    MERCHANT = "merchant"
    BMECAT = "bmecat"
    JSON_LD = "json-ld"
    ZIP = "zip"
    GZIP = "gzip"
