"""The header of a BMEcat: who gives which catalogue, in which language; for ETIM also to whom, and by which version."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from klaviatur.syndicate.formats.writing import Setup
from klaviatur.syndicate.languages import code_of, further

ETIM = "etim"  # option: the version of the guideline of ETIM International
_NO_DAY = "2000-01-01"  # of a catalogue that never changed


def header(setup: Setup) -> str:
    """Return the HEADER."""
    values, etim = setup.values, setup.option(ETIM)
    buyer = element("BUYER", element("BUYER_NAME", escape(values.get("buyer", "")))) if etim else ""
    version = element("USER_DEFINED_EXTENSIONS", element("UDX.EDXF.VERSION", etim)) if etim else ""
    supplier = element("SUPPLIER", element("SUPPLIER_NAME", escape(values.get("supplier", ""))))
    catalog = element("CATALOG", "".join(_catalog(setup)))
    return element("HEADER", element("GENERATOR_INFO", "Klaviatur") + catalog + buyer + supplier + version)


def catalog_name(setup: Setup) -> str:
    """Return what the catalogue is called."""
    return setup.values.get("catalog_name") or setup.values.get("catalog_id", "")


def element(name: str, inside: str) -> str:
    """Return an element, "" for an empty one."""
    return f"<{name}>{inside}</{name}>" if inside else ""


def _catalog(setup: Setup) -> Iterator[str]:
    values, etim = setup.values, setup.option(ETIM)
    yield f'<LANGUAGE default="true">{code_of(setup.locale)}</LANGUAGE>'
    yield from (f"<LANGUAGE>{code_of(one)}</LANGUAGE>" for one in further(values))
    yield element("CATALOG_ID", escape(values.get("catalog_id", "")))
    yield element("CATALOG_VERSION", escape(values.get("catalog_version", "")))
    yield element("CATALOG_NAME", escape(catalog_name(setup) if etim else values.get("catalog_name", "")))
    day = f"{setup.stamp:%Y-%m-%d}" if setup.stamp else ""
    dated = f'<DATETIME type="generation_date">{element("DATE", day or _NO_DAY)}</DATETIME>'
    yield dated if etim else element("GENERATION_DATE", day)
    yield element("TERRITORY", setup.locale[3:5].upper())
    yield element("CURRENCY", setup.currency)
    yield element("MIME_ROOT", escape(values.get("image_base", "")))
