"""An element against the standard: every violation a finding with its place."""

from dataclasses import dataclass

from lxml import etree

from klaviatur.adapters.sources.catalogues.bmecat.figures import with_point
from klaviatur.adapters.sources.catalogues.bmecat.standard import Leaf, Parent, Standard
from klaviatur.adapters.sources.catalogues.markup.cells import text_of
from klaviatur.adapters.sources.catalogues.markup.events import local
from klaviatur.adapters.sources.catalogues.markup.report import Report

_UPDATES = {"T_UPDATE_PRODUCTS", "T_UPDATE_PRICES"}
_FREE = "USER_DEFINED_EXTENSIONS"
_DEEPEST = 12  # levels; the standard has fewer


@dataclass(frozen=True, slots=True)
class Checker:
    """Measures elements by one version of the standard."""

    standard: Standard
    version: str  # as people say it
    report: Report
    transaction: str = ""  # "" as long as no article came

    def check(self, element: etree._Element, *, place: str, row: int | None = None) -> None:
        """Report what is wrong in an element and everything below it."""
        self._inside(element, local(element), place, row, 0)

    def _inside(self, element: etree._Element, tag: str, place: str, row: int | None, depth: int) -> None:
        if element.attrib or tag in self.standard.needed_attributes:
            self._attributes(element, tag, place, row)
        parent = self.standard.parents.get(tag)
        seen: dict[str, int] = {}
        last = 0
        for child in element:
            name = local(child)
            if parent is not None:
                if name not in seen:
                    last = self._position(parent, name, last, _Where(tag, place, row))
                seen[name] = seen.get(name, 0) + 1
            if len(child):
                if name != _FREE and depth < _DEEPEST:
                    self._inside(child, name, f"{place}/{name}", row, depth + 1)
            else:
                self._leaf(child, name, place, row)
        if parent is not None:
            self._complete(parent, seen, _Where(tag, place, row))

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

    def _leaf(self, element: etree._Element, name: str, place: str, row: int | None) -> None:
        if element.attrib or name in self.standard.needed_attributes:
            self._attributes(element, name, f"{place}/{name}", row)
        value = text_of(element)
        rule = self.standard.leaves.get(name)
        if rule is not None:
            self._value(rule, name, value, f"{place}/{name}", row)

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

    def _attributes(self, element: etree._Element, tag: str, place: str, row: int | None) -> None:
        for name in self.standard.needed_attributes.get(tag, ()):
            if name not in element.attrib:
                self.report.add("bmecat.attribute_missing", column=f"{tag}@{name}", row=row, place=place)
        for name, codes in self.standard.attributes.get(tag, {}).items():
            value = element.get(name)
            rule = Leaf(None, "text", codes)
            if value and not rule.allows(value):
                self.report.add(
                    "bmecat.code",
                    column=f"{tag}@{name}",
                    words=value,
                    row=row,
                    place=f"{place}/@{name}",
                    list=_allowed(rule),
                )

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
