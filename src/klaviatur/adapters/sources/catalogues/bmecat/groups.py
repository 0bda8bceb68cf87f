"""Groups of a catalogue, and which articles they hold."""

from collections.abc import Container
from dataclasses import dataclass, field

from klaviatur.adapters.sources.catalogues.bmecat.articles import Reading, part_cells
from klaviatur.adapters.sources.catalogues.markup.nodes import Node
from klaviatur.adapters.sources.catalogues.markup.report import Report
from klaviatur.adapters.sources.catalogues.markup.spooling import SEPARATOR, Spool

STRUCTURE = "CATALOG_STRUCTURE"
MAPS = ("ARTICLE_TO_CATALOGGROUP_MAP", "PRODUCT_TO_CATALOGGROUP_MAP")
_ARTICLES = ("ART_ID", "PROD_ID", "SUPPLIER_PIDREF", "SUPPLIER_AID", "SUPPLIER_PID")
_BETWEEN = " > "
_DEEPEST = 64  # levels


@dataclass(slots=True)
class Groups:
    """The tree of groups, gathered as it comes."""

    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    of_articles: dict[str, list[str]] = field(default_factory=dict)
    spool: Spool = field(default_factory=Spool)

    def add(self, structure: Node, reading: Reading, place: str) -> None:
        """Take one CATALOG_STRUCTURE: its place in the tree, and all it holds as a row."""
        parts = {child.tag: child.text for child in structure if child.tag in {"GROUP_ID", "PARENT_ID"}}
        group = parts.get("GROUP_ID", "")
        cells = [cell for child in structure for cell in part_cells(child, reading)]
        if group:
            self.names[group] = next((cell.value for cell in cells if cell.name == "GROUP_NAME"), group)
            self.parents[group] = parts.get("PARENT_ID", "")
        self.spool.add(len(self.spool) + 1, cells, place)

    def map(self, element: Node) -> None:
        """Take one line of the map of articles to groups."""
        parts = {child.tag: child.text for child in element}
        article = next((parts[name] for name in _ARTICLES if parts.get(name)), "")
        group = parts.get("CATALOG_GROUP_ID", "")
        if article and group:
            self.of_articles.setdefault(article, []).append(group)

    def check(self, articles: Container[str], report: Report) -> None:
        """Report what the map names and the catalogue lacks, and groups that lie below themselves."""
        for article, groups in self.of_articles.items():
            if article not in articles:
                report.add("bmecat.map_unknown", column="ART_ID", words=article)
            for group in groups:
                if group not in self.names:
                    report.add("bmecat.map_unknown", column="CATALOG_GROUP_ID", words=group)
        for group in self.names:
            if group in self._above(group):
                report.add("bmecat.group_cycle", column="PARENT_ID", words=group)

    def ids_of(self, article: str | None) -> str | None:
        """Return the ids of an article's groups, one a line."""
        return SEPARATOR.join(self.of_articles.get(article or "", ())) or None

    def paths_of(self, article: str | None) -> str | None:
        """Return the paths of an article's groups, one a line."""
        paths = (self.path(group) for group in self.of_articles.get(article or "", ()))
        return SEPARATOR.join(path for path in paths if path) or None

    def path(self, group: str) -> str:
        """Return the names from below the root to a group, parted by " > "; the root alone names no category."""
        if group not in self.names:
            return ""
        above = [one for one in self._above(group) if one in self.names]
        names = [self.names[one] for one in (group, *above[:-1])] if above else [self.names[group]]
        return _BETWEEN.join(" ".join(name.split()) for name in reversed(names))

    def _above(self, group: str) -> list[str]:
        """Return the groups above one, from the nearest; in a circle, each of them once."""
        found: list[str] = []
        while (group := self.parents.get(group, "")) and group not in found and len(found) < _DEEPEST:
            found.append(group)
        return found
