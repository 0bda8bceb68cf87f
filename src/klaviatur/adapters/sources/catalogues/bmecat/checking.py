"""An element against the standard: every violation a finding with its place."""

from dataclasses import dataclass, field

from klaviatur.adapters.sources.catalogues.bmecat.figures import with_point
from klaviatur.adapters.sources.catalogues.bmecat.standard import Leaf, Parent, Standard
from klaviatur.adapters.sources.catalogues.bmecat.usual import Usual
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.report import Report

_UPDATES = {"T_UPDATE_PRODUCTS", "T_UPDATE_PRICES"}
_FREE = "USER_DEFINED_EXTENSIONS"
_MOST_SHAPES = 10_000
_MOST_FEATURES = 100_000


@dataclass(frozen=True, slots=True)
class Checker:
    """Measures elements by one version of the standard."""

    standard: Standard
    version: str  # as people say it
    report: Report
    transaction: str = ""  # "" as long as no article came
    _right: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)  # elements and children found in order
    _features: set[tuple[str, str | None]] = field(default_factory=set)  # names and units found right

    def check(self, node: Node, *, place: str, row: int | None = None) -> None:
        """Report what is wrong in an element and everything below it."""
        standard = self.standard
        parents, leaves, needed = standard.parents, standard.leaves, standard.needed_attributes
        if node.attributes or node.tag in needed:
            self._attributes(node, place, row)
        parent = parents.get(node.tag)
        if parent is not None:
            self._shape(node, parent, place, row)
        for child in node.children:
            tag = child.tag
            if isinstance(child, Usual):
                self._feature(child, f"{place}/{tag}", row)
                continue
            if tag == _FREE and (child.children or tag in parents):
                continue
            if child.children or tag in parents:
                self.check(child, place=f"{place}/{tag}", row=row)
                continue
            if child.attributes or tag in needed:
                self._attributes(child, f"{place}/{tag}", row)
            rule = leaves.get(tag)
            if rule is not None and not (rule.free and 0 < len(child.text) <= rule.most):
                self._value(rule, tag, child.text, f"{place}/{tag}", row)

    def _feature(self, feature: Usual, place: str, row: int | None) -> None:
        """Check a feature; one whose name and unit were right before only needs a value of the right length."""
        known = (feature.name, feature.unit)
        rule = self.standard.leaves["FVALUE"]
        if known in self._features and rule.free and 0 < len(feature.value) <= rule.most:
            return
        before = self.report.number
        self.check(feature, place=place, row=row)
        if self.report.number == before and len(self._features) < _MOST_FEATURES:
            self._features.add(known)

    def _shape(self, node: Node, parent: Parent, place: str, row: int | None) -> None:
        """Check which children there are and in what order; most elements look like one seen before."""
        names = tuple([child.tag for child in node.children])
        if (node.tag, names) in self._right:
            return
        where = _Where(node.tag, place, row)
        before = self.report.number
        last = 0
        seen: dict[str, int] = {}
        for name in names:
            if name not in seen:
                last = self._position(parent, name, last, where)
            seen[name] = seen.get(name, 0) + 1
        self._complete(parent, seen, where)
        if self.report.number == before and len(self._right) < _MOST_SHAPES:
            self._right.add((node.tag, names))

    def _position(self, parent: Parent, name: str, last: int, where: "_Where") -> int:
        place = parent.places.get(name)
        if place is None:
            self._add("bmecat.unknown_element", name, where)
            return last
        if place < last:
            self._add("bmecat.order", name, where)
        return max(place, last)

    def _complete(self, parent: Parent, seen: dict[str, int], where: "_Where") -> None:
        for name in parent.once:
            if seen.get(name, 0) > 1:
                self._add("bmecat.repeated", name, where)
        if where.tag in {"ARTICLE", "PRODUCT"} and self.transaction in _UPDATES:
            return  # an update names only what changes
        for names in parent.needed:
            if seen.keys().isdisjoint(names):
                self._add("bmecat.missing", " / ".join(sorted(names)), where)

    def _value(self, rule: Leaf, name: str, value: str, place: str, row: int | None) -> None:
        if not value:
            self.report.add("bmecat.empty", column=name, row=row, place=place)
        elif rule.longest is not None and len(value) > rule.longest:
            self.report.add(
                "bmecat.length", column=name, words=value, row=row, place=place, length=len(value), limit=rule.longest
            )
        if value and not rule.allows(value):
            self._wrong(rule, name, value, place, row)

    def _wrong(self, rule: Leaf, name: str, value: str, place: str, row: int | None) -> None:
        if rule.kind in {"number", "integer"}:
            read = with_point(value)
            what = "bmecat.number" if read == value else "bmecat.decimal_comma"
            self.report.add(what, column=name, words=value, row=row, place=place, read=read)
        else:
            self.report.add("bmecat.code", column=name, words=value, row=row, place=place, list=_allowed(rule))

    def _attributes(self, node: Node, place: str, row: int | None) -> None:
        tag = node.tag
        for name in self.standard.needed_attributes.get(tag, ()):
            if name not in node.attributes:
                self.report.add("bmecat.attribute_missing", column=f"{tag}@{name}", row=row, place=place)
        for name, rule in self.standard.attributes.get(tag, {}).items():
            value = node.get(name)
            if value and not rule.allows(value):
                column, where = f"{tag}@{name}", f"{place}/@{name}"
                self.report.add("bmecat.code", column=column, words=value, row=row, place=where, list=_allowed(rule))

    def _add(self, rule: str, column: str, where: "_Where") -> None:
        place = f"{where.place}/{column}"
        self.report.add(rule, column=column, row=where.row, place=place, parent=where.tag, version=self.version)


@dataclass(frozen=True, slots=True)
class _Where:
    tag: str
    place: str
    row: int | None


def _allowed(rule: Leaf) -> str:
    if rule.codes:
        return ", ".join(sorted(rule.codes))
    return {"unit": "UN/ECE Rec. 20", "currency": "ISO 4217", "language": "ISO 639-2"}.get(rule.kind, rule.kind)
