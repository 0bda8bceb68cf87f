"""The records of a file as rows, one after the other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from klaviatur.adapters.sources.catalogues.markup.events import Event, Walk, release
from klaviatur.adapters.sources.catalogues.markup.nodes import Node, local
from klaviatur.adapters.sources.catalogues.markup.repairs import broken_record, report_break, report_repairs
from klaviatur.adapters.sources.catalogues.markup.report import Report
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell, Spool
from klaviatur.records import Rejected

_DEEPEST = 8  # levels of a path; deeper ones name nothing


@dataclass(slots=True)
class Records:
    """Takes every record a walk comes by; what is no record goes to `other`."""

    cells: Callable[[Node], Iterable[Cell]]
    names: tuple[str, ...]
    spool: Spool = field(default_factory=Spool)
    report: Report = field(default_factory=Report)
    reason: str = ""  # why the file breaks, "" if it does not

    def read(self, walk: Walk, other: Callable[[etree._Element], None] | None = None) -> "Records":
        """Take the whole file."""
        for event in walk:
            if event.what == "break":
                self._broken(event)
            elif event.what == "end" and event.element is not None:
                self._ended(event, event.element, other)
        report_repairs(walk, self.report)
        return self

    def _ended(self, event: Event, element: etree._Element, other: Callable[[etree._Element], None] | None) -> None:
        if local(element) in self.names:
            self._take(element, nested=event.nested)
        elif other is not None and not event.nested:
            other(element)

    def _take(self, element: etree._Element, *, nested: bool) -> None:
        row = len(self.spool) + 1
        place = place_of(element, row)
        cells = list(self.cells(Node(element)))
        if cells:
            self.spool.add(row, cells, place)
        else:
            message = self.report.message("xml.record_empty")
            self.spool.reject(Rejected(row, "xml.record_empty", message, place=place))
        if nested:
            self.report.add("xml.record_nested", row=row, place=place)
            element.clear()
        else:
            release(element)

    def _broken(self, event: Event) -> None:
        self.reason = event.reason
        struck = event.element
        row = len(self.spool) + 1
        place = place_of(struck, row) if struck is not None else ""
        report_break(event, self.report, records=self.spool.rows, place=place)
        if event.lost or (struck is not None and local(struck) in self.names):
            self.spool.reject(broken_record(event, self.report, row=row, place=place))


def place_of(element: etree._Element, number: int) -> str:
    """Return the path of a record, counted over the whole file."""
    above = [local(one) for one in element.iterancestors()][:_DEEPEST]
    return "/".join(("", *reversed(above), f"{local(element)}[{number}]"))
