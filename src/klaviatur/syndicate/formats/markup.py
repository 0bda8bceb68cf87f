"""XML: a file of elements, and RSS 2.0; paths of fields are the business of `xml_tree`."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats.writing import Setup, filled
from klaviatur.syndicate.formats.xml_tree import Element, xml_rows

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Xml:
    """Elements below one root. Options: head, tail (templates with the settings), item (name of the element)."""

    def separator(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of a line."""
        return "\n"

    def head(self, setup: Setup) -> str:
        """Return how the file begins."""
        return DECLARATION + filled(setup.option("head", "<items>\n"), safe(setup))

    def middles(self, setup: Setup) -> Sequence[str]:  # noqa: ARG002
        """Return nothing: it has one section."""
        return ()

    def tail(self, setup: Setup) -> str:
        """Return how the file ends."""
        return filled(setup.option("tail", "\n</items>\n"), safe(setup))

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return an element each."""
        prefix = setup.option("prefix")
        elements = [_element(one, prefix, setup) for one in setup.profile.fields]
        text = xml_rows(frame, elements, root=setup.option("item", "item"))
        return pl.DataFrame({"record": frame["key"], "text": text})


class Rss(Xml):
    """RSS 2.0 of products. Options: title, link, description (templates), namespaces, prefix of elements ("g:")."""

    def head(self, setup: Setup) -> str:
        """Return the channel's head."""
        names = setup.option("namespaces", 'xmlns:g="http://base.google.com/ns/1.0"')
        marked = safe(setup)
        parts = {name: filled(setup.option(name, default), marked) for name, default in _CHANNEL.items()}
        told = "".join(f"<{name}>{value}</{name}>\n" for name, value in parts.items())
        return f'{DECLARATION}<rss version="2.0" {names}>\n<channel>\n{told}'

    def tail(self, setup: Setup) -> str:  # noqa: ARG002
        """Return the channel's end."""
        return "\n</channel>\n</rss>\n"


_CHANNEL = {"title": "{base_url}", "link": "{base_url}", "description": "{base_url}"}


def _element(field: OutputField, prefix: str, setup: Setup) -> Element:
    parts = tuple((f"{prefix}{name}", part) for name, part in field.options.items() if name != "element")
    return Element(_prefixed(field.options.get("element", field.name), prefix), field.name, parts, setup.language)


def _prefixed(path: str, prefix: str) -> str:
    """Return a path each of whose elements has a prefix, but for those that have one and for attributes."""
    steps = path.split("/")
    return "/".join(step if ":" in step or step.startswith(("@", "!")) else prefix + step for step in steps)


def safe(setup: Setup) -> Setup:
    """Return a setup whose values may stand in XML."""
    values = {name: escape(value, {'"': "&quot;"}) for name, value in setup.values.items()}
    return Setup(setup.profile, values, setup.stamp, setup.locale, setup.currency)
