"""A record as plain Python objects: read many times, so taken out of the parser's tree once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

_DEEPEST = 60  # levels; what lies below is one text
_MOST_NAMES = 65_536  # kept; a file has far fewer
NOTHING: Mapping[str, str] = {}
_SEEN: dict[Any, str] = {}  # names without their namespace, by tag


class Node:
    """One element: its name without a namespace, its text without white space around it, its children."""

    __slots__ = ("attributes", "children", "element", "tag", "text")

    def __init__(self, element: etree._Element, depth: int = 0) -> None:
        tag = element.tag
        self.tag: str = _SEEN.get(tag) or local_name(tag)
        self.element = element
        self.attributes = attributes_of(element)
        text = element.text
        self.text = text.strip() if text else ""
        if not len(element):
            self.children: Sequence[Node] = ()
        elif depth < _DEEPEST:
            self.children = [Node(child, depth + 1) for child in element]
        else:
            self.children = ()
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


def local_name(tag: Any) -> str:
    """Return a tag without its namespace, "" for what is no element."""
    if not isinstance(tag, str):
        return ""
    name = _SEEN.get(tag)
    if name is None:
        name = str(tag.rpartition("}")[2])
        if len(_SEEN) < _MOST_NAMES:
            _SEEN[tag] = name
    return name


def local(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return local_name(element.tag)


def attributes_of(element: etree._Element) -> Mapping[str, str]:
    """Return the attributes of an element by their names."""
    if not element.keys():
        return NOTHING
    return {str(name): str(value) for name, value in element.items()}
