"""A record as plain Python objects: read many times, so taken out of the parser's tree once."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lxml import etree

_DEEPEST = 60  # levels; what lies below is one text
_NOTHING: Mapping[str, str] = {}


class Node:
    """One element: its name without a namespace, its text without white space around it, its children."""

    __slots__ = ("attributes", "children", "element", "tag", "text")

    def __init__(self, element: etree._Element, depth: int = 0) -> None:
        self.tag = local_name(element.tag)
        self.element = element
        self.attributes = _attributes(element) if element.keys() else _NOTHING
        text = element.text
        self.text = text.strip() if text else ""
        self.children: list[Node] = [Node(child, depth + 1) for child in element] if depth < _DEEPEST else []
        if depth >= _DEEPEST and len(element):
            self.text = " ".join("".join(map(str, element.itertext())).split())

    def __iter__(self) -> Iterator["Node"]:
        return iter(self.children)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, stripped."""
        return self.attributes.get(name, default).strip()

    def child(self, name: str) -> "Node | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.tag == name), None)

    def text_at(self, *names: str) -> str:
        """Return the text of the first child of one of the names that has some, "" if there is none."""
        return next((child.text for child in self.children if child.tag in names and child.text), "")


@lru_cache(maxsize=65_536)
def local_name(tag: Any) -> str:
    """Return a tag without its namespace, "" for what is no element."""
    return str(tag.rpartition("}")[2]) if isinstance(tag, str) else ""


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return local_name(element.tag)


def _attributes(element: etree._Element) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in element.items()}
