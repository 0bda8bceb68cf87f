"""Microdata of a page as the same tree JSON-LD would have."""

from typing import Any

from lxml import etree

_URLS = {"a": "href", "link": "href", "area": "href", "img": "src", "source": "src", "video": "src", "object": "data"}
_DEEPEST = 20  # items in items


def items_of(root: etree._Element) -> list[dict[str, Any]]:
    """Return the items of a page that stand in no other."""
    outer = root.xpath("//*[@itemscope and not(@itemprop)]")
    return [_item(element, 0) for element in outer] if isinstance(outer, list) else []


def _item(element: Any, depth: int) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": str(element.get("itemtype", "")).split()}
    if element.get("itemid"):
        item["@id"] = element.get("itemid")
    stack = [child for child in reversed(list(element)) if isinstance(child.tag, str)]
    while stack:
        child = stack.pop()
        for name in str(child.get("itemprop", "")).split():
            item.setdefault(name, []).append(_value(child, depth))
        if "itemscope" not in child.attrib:
            stack.extend(one for one in reversed(list(child)) if isinstance(one.tag, str))
    return {name: one[0] if isinstance(one, list) and len(one) == 1 else one for name, one in item.items()}


def _value(element: Any, depth: int) -> Any:
    if "itemscope" in element.attrib:
        return _item(element, depth + 1) if depth < _DEEPEST else ""
    for attribute in ("content", _URLS.get(element.tag, ""), "datetime", "value"):
        if attribute and element.get(attribute):
            return element.get(attribute)
    return " ".join("".join(element.itertext()).split())
