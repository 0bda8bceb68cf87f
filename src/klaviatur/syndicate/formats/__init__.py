"""Writers: from evaluated fields of many products to the records of a platform's format, set-based.

Takes frames with a column for each field; gives text. Knows nothing of products, and decides nothing.
"""

from collections.abc import Mapping

from klaviatur.syndicate.formats.amazon import AmazonListings
from klaviatur.syndicate.formats.bmecat import BmeCat
from klaviatur.syndicate.formats.delimited import Delimited
from klaviatur.syndicate.formats.json_records import JsonArray, JsonLines
from klaviatur.syndicate.formats.markup import Rss, Xml
from klaviatur.syndicate.formats.pages import Index, Markdown
from klaviatur.syndicate.formats.snippets import Snippets
from klaviatur.syndicate.formats.writing import Setup, Writer
from klaviatur.syndicate.formats.xchange import Xchange

FORMATS: Mapping[str, Writer] = {
    "amazon": AmazonListings(),
    "bmecat": BmeCat(),
    "csv": Delimited(),
    "json": JsonArray(),
    "json_ld_html": Snippets(),
    "jsonl": JsonLines(),
    "llms_txt": Index(),
    "markdown": Markdown(),
    "rss": Rss(),
    "xchange": Xchange(),
    "xml": Xml(),
}

__all__ = ["FORMATS", "Setup", "Writer"]
