"""The rules of accessibility that pages are held to."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

FAULTS = {"resultTypes": ["violations"]}  # only what breaks a rule is worked out in full
RULES = FAULTS | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def broken_rules(page: Page, options: dict[str, list[str]] = RULES) -> list[str]:
    """Return which rules a page breaks, where, and what would mend it."""
    found = Axe().run(page, options=options).response["violations"]
    return [f"{page.url}: {one['id']}: {[_said(node) for node in one['nodes'][:3]]}" for one in found]


def _said(node: dict[str, str]) -> str:
    return f"{node['html'][:200]} {node['failureSummary']}"
