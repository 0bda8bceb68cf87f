"""The index of sitemaps: names the parts of one that is too long for a file (sitemaps.org 0.9)."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from klaviatur.syndicate.formats.markup import DECLARATION

_HEAD = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def sitemap_index(parts: Iterable[tuple[str, str]]) -> bytes:
    """Return an index of sitemaps: the address of each, and the newest moment that it tells, "" for none."""
    lines = (
        f"<sitemap><loc>{escape(address)}</loc>{f'<lastmod>{newest}</lastmod>' if newest else ''}</sitemap>\n"
        for address, newest in parts
    )
    return f"{DECLARATION}{_HEAD}{''.join(lines)}</sitemapindex>\n".encode()
