"""Articles as nodes, their usual features without one: most of a catalogue is name, value and unit, a million times.

A block that has any other feature is read like everything else.
"""

import re
from collections.abc import Sequence

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.nodes import NOTHING, Node, attributes_of, local

_BLOCKS = ("ARTICLE_FEATURES", "PRODUCT_FEATURES")
_FEATURE = "FEATURE"
_USUAL = re.compile(
    r"<FEATURE>\s*<FNAME>([^<]+)</FNAME>\s*<FVALUE>([^<]+)</FVALUE>\s*(?:<FUNIT>([^<]*)</FUNIT>\s*)?</FEATURE>"
)
_WITH_UNIT, _WITHOUT = ("FNAME", "FVALUE", "FUNIT"), ("FNAME", "FVALUE")


def _new(kind: type[Node]) -> Node:
    return kind.__new__(kind)


class Usual(Node):
    """A feature of one name, one value and perhaps a unit, in that order and without attributes."""

    __slots__ = ("name", "unit", "value")

    name: str
    value: str
    unit: str | None  # None: the element is not there

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its children."""
        return _WITHOUT if self.unit is None else _WITH_UNIT

    @property
    def children(self) -> Sequence[Node]:  # type: ignore[override]
        """The same as nodes."""
        texts = (self.name, self.value, self.unit or "")
        return [_leaf(tag, text) for tag, text in zip(self.tags, texts, strict=False)]


def article_node(element: etree._Element) -> Node:
    """Return an article, or any other element, as a node."""
    node = _new(Node)
    node.tag, node.element, node.attributes = local(element), element, attributes_of(element)
    text = element.text
    node.text = text.strip() if text else ""
    node.children = [_block(child) if local(child) in _BLOCKS else Node(child, 1) for child in element]
    return node


def _block(element: etree._Element) -> Node:
    """Return a block of features."""
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    features = _USUAL.findall(written) if "&" not in written else []
    head = []
    for child in element if features else ():
        if local(child) == _FEATURE:
            break
        head.append(Node(child, 2))
    if not features or len(head) + len(features) != len(element) or written.count("FEATURE>") != 2 * len(features):
        return Node(element, 1)
    node = _new(Node)
    node.tag, node.element, node.attributes, node.text = local(element), element, attributes_of(element), ""
    node.children = [*head, *map(_usual, features)]
    return node


def _usual(said: tuple[str, str, str]) -> Node:
    name, value, unit = said
    node = Usual.__new__(Usual)
    node.tag, node.text, node.attributes = _FEATURE, "", NOTHING
    node.name, node.value, node.unit = name.strip(), value.strip(), unit.strip() if unit else None
    return node


def _leaf(tag: str, text: str) -> Node:
    node = _new(Node)
    node.tag, node.text, node.attributes, node.children = tag, text, NOTHING, ()
    return node
