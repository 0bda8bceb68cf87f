"""One walk through a BMEcat file: every article, group and map taken, every violation noted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from klaviatur.adapters.sources.catalogues.bmecat.articles import (
    ARTICLES,
    NUMBERS,
    PARTS,
    Reading,
    article_cells,
    number_of,
    part_cells,
)
from klaviatur.adapters.sources.catalogues.bmecat.checking import Checker
from klaviatur.adapters.sources.catalogues.bmecat.groups import MAPS, STRUCTURE, Groups
from klaviatur.adapters.sources.catalogues.bmecat.header import (
    TRANSACTIONS,
    Header,
    read_header,
    spoken_version,
    version_of,
)
from klaviatur.adapters.sources.catalogues.bmecat.standard import standard
from klaviatur.adapters.sources.catalogues.bmecat.usual import article_node
from klaviatur.adapters.sources.catalogues.markup.events import Event, Walk, release, strays_of
from klaviatur.adapters.sources.catalogues.markup.nodes import Node, local
from klaviatur.adapters.sources.catalogues.markup.repairs import broken_record, raw_of, report_break, report_repairs
from klaviatur.adapters.sources.catalogues.markup.report import Report
from klaviatur.adapters.sources.catalogues.markup.spooling import Cell, Spool
from klaviatur.records import Rejected

_LET_GO = ("CLASSIFICATION_GROUP", "FEATURE_TEMPLATE", "ALLOWED_VALUE")  # long lists no article stands in
WANTED = (*ARTICLES, STRUCTURE, *MAPS, "HEADER", *_LET_GO)
_OTHER_FEATURES = "FEATURE"  # takes the features beyond the most columns there may be


@dataclass(slots=True)
class Catalogue:
    """What was read of one file."""

    report: Report = field(default_factory=Report)
    header: Header = field(default_factory=Header)
    groups: Groups = field(default_factory=Groups)
    articles: Spool = field(default_factory=lambda: Spool(_OTHER_FEATURES))
    reason: str = ""  # why the file breaks, "" if it does not
    _numbers: dict[str, int] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    _tools: "tuple[Reading, Checker] | None" = None  # known once the first element is

    def read(self, walk: Walk) -> "Catalogue":
        """Take everything a walk comes by."""
        last: etree._Element | None = None
        for event in walk:
            if event.what == "end" and event.element is not None:
                self._take(event.element, nested=event.nested)
                last = event.element
            elif event.what == "break":
                self._broken(event)
        if last is not None:
            self._strays(strays_of(last, before=False))
        self.groups.check(self._numbers, self.report)
        report_repairs(walk, self.report)
        return self

    def _take(self, element: etree._Element, *, nested: bool) -> None:
        node = article_node(element)
        tag = node.tag
        reading, checker = self._prepared(node)
        place = self._place(element, tag)
        if tag in ARTICLES:
            self._article(node, reading, checker, place)
        elif tag == STRUCTURE:
            checker.check(node, place=place)
            self.groups.add(node, reading, place)
        elif tag in MAPS:
            checker.check(node, place=place)
            self.groups.map(node)
        if nested:
            element.clear()
            if tag in ARTICLES:
                self.report.add("xml.record_nested", row=len(self.articles), place=place)
        else:
            self._strays(strays_of(element))
            release(element)

    def _article(self, article: Node, reading: Reading, checker: Checker, place: str) -> None:
        row = len(self.articles) + 1
        checker.check(article, place=place, row=row)
        cells = list(article_cells(article, reading))
        if not cells:
            message = self.report.message("xml.record_empty")
            self.articles.reject(Rejected(row, "xml.record_empty", message, place=place))
            return
        self._number(article, row, place)
        self.articles.add(row, self._once(cells, row, place), place)

    def _number(self, article: Node, row: int, place: str) -> None:
        number = number_of(article)
        if not number:
            self.report.add("bmecat.no_number", column=NUMBERS[ARTICLES.index(article.tag)], row=row, place=place)
        elif number in self._numbers:
            self.report.add("bmecat.double_article", words=number, row=row, place=place, first=self._numbers[number])
        else:
            self._numbers[number] = row
        if article.get("mode") == "delete":
            self.report.add("bmecat.deleted", words=number, row=row, place=place)

    def _once(self, cells: Sequence[Cell], row: int, place: str) -> Iterable[Cell]:
        """Return cells without those that say the same twice in one column."""
        if len({cell.name for cell in cells}) == len(cells):
            return cells
        known = dict.fromkeys(cells)
        if len(known) < len(cells):
            seen: set[Cell] = set()
            for cell in cells:
                if cell in seen:
                    self.report.add("bmecat.double_value", column=cell.name, words=cell.value, row=row, place=place)
                seen.add(cell)
        return known

    def _prepared(self, node: Node) -> tuple[Reading, Checker]:
        """Return what is needed to read an element; the first one says which version this is."""
        if self._tools is None:
            self._tools = self._begin(node)
        reading, checker = self._tools
        if node.tag == "HEADER":
            checker.check(node, place="/BMECAT/HEADER")
            self.header = read_header(node, self.header.version)
            reading = Reading(self.header, checker.standard)
            self._tools = reading, checker
        elif node.tag in ARTICLES and not checker.transaction:
            checker = replace(checker, transaction=self._transaction(node.element))
            self._tools = reading, checker
        return reading, checker

    def _begin(self, node: Node) -> tuple[Reading, Checker]:
        version = version_of(node.element.getroottree().getroot(), node.tag, self.report)
        self.header = Header(version)
        if node.tag != "HEADER":
            self.report.add("bmecat.header_missing", place="/BMECAT")
        rules = standard(version)
        return Reading(self.header, rules), Checker(rules, spoken_version(version), self.report)

    def _transaction(self, element: etree._Element) -> str:
        above = [local(one) for one in element.iterancestors()]
        name = next((one for one in above if one in TRANSACTIONS), "")
        if not name or above[0] not in {name, *ARTICLES}:
            self.report.add("bmecat.transaction", words=above[0] if above else "")
        return name or TRANSACTIONS[0]

    def _broken(self, event: Event) -> None:
        self.reason = event.reason
        struck = event.element
        place = self._place(struck, local(struck)) if struck is not None else ""
        report_break(event, self.report, records=self.articles.rows, place=place)
        if event.lost or (struck is not None and local(struck) in ARTICLES):
            row = len(self.articles) + 1
            self.articles.reject(broken_record(event, self.report, row=row, place=place))

    def _strays(self, strays: Sequence[etree._Element]) -> None:
        """Keep what belongs into an article and stands outside."""
        for stray in strays:
            if local(stray) not in PARTS or self._tools is None:
                continue
            row = len(self.articles) + 1
            place = self._place(stray, local(stray))
            self.report.add("bmecat.out_of_place", column=local(stray), row=row, place=place)
            message = self.report.message("bmecat.out_of_place", column=local(stray))
            raw = raw_of((cell.name, cell.value) for cell in part_cells(Node(stray), self._tools[0]))
            self.articles.reject(Rejected(row, "bmecat.out_of_place", message, raw, place))

    def _place(self, element: etree._Element, tag: str) -> str:
        self._counts[tag] = self._counts.get(tag, 0) + 1
        above = "/".join(reversed([local(one) for one in element.iterancestors()]))
        return f"/{above}/{tag}[{self._counts[tag]}]" if above else f"/{tag}"
