"""Writers: from evaluated fields of many products to the records of a platform's format, set-based.

Takes frames with a column for each field; gives text. Knows nothing of products, and decides nothing.
"""

from collections.abc import Mapping

from klaviatur.syndicate.formats.delimited import Delimited
from klaviatur.syndicate.formats.json_records import JsonArray, JsonLines
from klaviatur.syndicate.formats.markup import Rss, Xml
from klaviatur.syndicate.formats.writing import Setup, Writer

FORMATS: Mapping[str, Writer] = {
    "csv": Delimited(),
    "json": JsonArray(),
    "jsonl": JsonLines(),
    "rss": Rss(),
    "xml": Xml(),
}

__all__ = ["FORMATS", "Setup", "Writer"]
