"""Products in a tree of JSON-LD: wherever they stand, each once, variants with their group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]
_PRODUCTS = {"product", "productgroup", "productmodel", "individualproduct", "someproducts", "vehicle", "car", "drug"}
_BESIDE = {  # products that are named there have a page of their own
    "isrelatedto",
    "issimilarto",
    "isaccessoryorsparepartfor",
    "isconsumablefor",
    "review",
    "reviews",
    "offers",
    "brand",
}
_NAMELESS = {"@type", "@id", "@context", "type"}  # a node with no more only points to another
_KEYS = ("sku", "gtin13", "gtin", "gtin14", "gtin12", "gtin8", "mpn", "productGroupID", "productID", "@id", "url")
_DEEPEST = 60  # levels


@dataclass(frozen=True, slots=True)
class Found:
    """One product of a page."""

    node: Node
    place: str
    group: Node | None = None  # of a variant


def local(name: str) -> str:
    """Return a term of schema.org without its address."""
    return name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def types_of(node: Node) -> set[str]:
    """Return the types of a node, lower case."""
    said = node.get("@type", node.get("type", ()))
    return {local(one).lower() for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)}


class Tree:
    """All values of one page."""

    def __init__(self, values: list[tuple[str, Any]]) -> None:
        self._values = values
        self._by_id: dict[str, Node] = {}
        for _, node, _ in self._nodes():
            if isinstance(node.get("@id"), str) and len(node) > 1:
                self._by_id.setdefault(node["@id"], node)

    def products(self) -> list[Found]:
        """Return the products in their order; a group stands before its variants."""
        found: dict[int, Found] = {}
        groups = self._groups()
        for place, node, beside in self._nodes():
            if not beside and types_of(node) & _PRODUCTS and not set(node) <= _NAMELESS:
                group = groups.get(id(node)) or self._group_of(node)
                found.setdefault(id(node), Found(node, place, group if group is not node else None))
        return list(found.values())

    def resolved(self, value: Any) -> Any:
        """Return what a reference points to, anything else as it is."""
        if isinstance(value, Mapping) and set(value) <= {"@id", "@type"}:
            return self._by_id.get(str(value.get("@id")), value)
        return value

    def _groups(self) -> dict[int, Node]:
        """Return the group of each variant a group names."""
        found: dict[int, Node] = {}
        for _, node, _ in self._nodes():
            variants = node.get("hasVariant", ())
            for variant in variants if isinstance(variants, list) else [variants]:
                found[id(self.resolved(variant))] = node
        return found

    def _group_of(self, node: Node) -> Node | None:
        said = node.get("isVariantOf")
        group = self.resolved(said[0] if isinstance(said, list) and said else said)
        return group if isinstance(group, Mapping) else None

    def _nodes(self) -> Iterator[tuple[str, Node, bool]]:
        """Yield every object with its place, and whether it stands where only other things' products are named."""
        stack: list[tuple[str, Any, bool, int]] = [(place, value, False, 0) for place, value in reversed(self._values)]
        while stack:
            place, value, beside, depth = stack.pop()
            if depth > _DEEPEST:
                continue
            inner: list[tuple[str, Any, bool, int]] = []
            if isinstance(value, Mapping):
                yield place, value, beside
                inner = [(f"{place}/{k}", v, beside or k.lower() in _BESIDE, depth + 1) for k, v in value.items()]
            elif isinstance(value, list):
                inner = [(f"{place}/{number}", one, beside, depth + 1) for number, one in enumerate(value)]
            stack.extend(reversed(inner))


def key_of(node: Node) -> str:
    """Return what identifies a product best, "" if nothing does."""
    for name in _KEYS:
        value = node.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""
