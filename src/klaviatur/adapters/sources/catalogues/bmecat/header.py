"""What a catalogue says of itself: version, languages, currency, supplier."""

import re
from dataclasses import dataclass

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.languages import locale_of
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.report import Report

NAMESPACES = {
    "1.2": "http://www.bmecat.org/XMLSchema/1.2/",
    "2005": "http://www.bmecat.org/bmecat/2005",
    "2005.1": "http://www.bmecat.org/bmecat/2005.1",
}
_ETIM = "http://www.etim-international.com/bmecat/"  # and the version without its point: ".../31"
_ETIM_VERSION = re.compile(r"etim[^/]*/bmecat/(\d)(\d)", re.IGNORECASE)
_ETIM_FIRST = "ETIM 3.1"  # of files that do not say which
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEWEST_FIRST = ("2005.1", "2005", "1.2")
TRANSACTIONS = ("T_NEW_CATALOG", "T_UPDATE_PRODUCTS", "T_UPDATE_PRICES")


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for the whole catalogue."""

    version: str = "1.2"  # "1.2", "2005", "2005.1", "ETIM 3.1"
    language: str = ""  # as written: "deu"
    locale: str | None = None  # "de_DE", "de"
    currency: str = ""
    mime_root: str = ""  # before the names of pictures and documents
    made: str = ""  # the day on which it was made: "2026-11-23"
    details: tuple[tuple[str, str], ...] = ()


def read_header(header: Node, version: str) -> Header:
    """Return what a HEADER says."""
    catalog = header.child("CATALOG") or header
    supplier = header.child("SUPPLIER") or header
    languages = [child for child in catalog if child.tag == "LANGUAGE"]
    chosen = next((one for one in languages if one.get("default").lower() == "true"), None)
    language = (chosen or languages[0]).text if languages else ""
    territories = [child.text for child in catalog if child.tag == "TERRITORY"]
    currency, root = catalog.text_at("CURRENCY"), catalog.text_at("MIME_ROOT")
    details = (
        ("language", language),
        ("languages", ", ".join(one.text for one in languages) if len(languages) > 1 else ""),
        ("catalogue", catalog.text_at("CATALOG_NAME") or catalog.text_at("CATALOG_ID")),
        ("catalogue_version", catalog.text_at("CATALOG_VERSION")),
        ("currency", currency),
        ("territory", ", ".join(territories)),
        ("mime_root", root),
        ("supplier", supplier.text_at("SUPPLIER_NAME")),
        ("generator", header.text_at("GENERATOR_INFO")),
    )
    locale = locale_of(language, territories[0] if len(territories) == 1 else "")
    return Header(version, language, locale, currency, root, _made(catalog), tuple(pair for pair in details if pair[1]))


def _made(catalog: Node) -> str:
    """Return the day on which a catalogue was made, "" where it does not say so."""
    moments = [child for child in catalog if child.tag == "DATETIME" and child.get("type") == "generation_date"]
    said = [catalog.text_at("GENERATION_DATE"), *(moment.text_at("DATE") for moment in moments)]
    return next((one[:10] for one in said if _DAY.match(one)), "")


def version_of(root: etree._Element, record: str, report: Report) -> str:
    """Return the version a catalogue is read as, and note what is odd about its name and namespace."""
    said = root.get("version", "").strip()
    space = _space(root)
    found = _version(said, space) or ("2005" if record == "PRODUCT" else "1.2")
    if not said or not _version(said, ""):
        report.add("bmecat.version", words=said, assumed=found, place="/BMECAT/@version")
    if not space.startswith(_namespace(found)):
        report.add("bmecat.namespace", words=space, expected=_namespace(found), place="/BMECAT")
    return found


def spoken_version(version: str) -> str:
    """Return a version as people say it: "BMEcat 2005.1", "ETIM BMEcat 3.1"."""
    return f"ETIM BMEcat {version.removeprefix('ETIM ')}" if version.startswith("ETIM") else f"BMEcat {version}"


def _namespace(version: str) -> str:
    """Return how the namespace of a version begins."""
    return NAMESPACES.get(version) or _ETIM + version.removeprefix("ETIM ").replace(".", "")


def _version(said: str, space: str) -> str | None:
    if "etim" in space.lower():
        found = _ETIM_VERSION.search(space)
        return f"ETIM {found[1]}.{found[2]}" if found else _ETIM_FIRST
    named = next((one for one in _NEWEST_FIRST if f"/{one}" in space), None)
    told = next((one for one in _NEWEST_FIRST if said.startswith(one)), None)
    return named if told and named and named.startswith(told) else told or named


def _space(root: etree._Element) -> str:
    tag = root.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""
