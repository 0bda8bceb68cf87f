"""The items of a feed as RSS 2.0 and as JSON Feed 1.1."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any, NamedTuple

import orjson
from lxml import etree

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_ATOM = "http://www.w3.org/2005/Atom"
_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class Channel(NamedTuple):
    """What a feed says of itself."""

    title: str
    home: str
    description: str
    language: str
    url: str  # of the folder, "" where nobody knows


def as_json_feed(channel: Channel, items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a JSON Feed; the same items are the same bytes."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": f"{channel.url}/feed.json" if channel.url else "",
        "description": channel.description,
        "language": channel.language,
        "items": items,
    }
    kept = {name: value for name, value in feed.items() if value or name == "items"}
    return orjson.dumps(kept, option=orjson.OPT_INDENT_2) + b"\n"


def as_rss(channel: Channel, items: Sequence[Mapping[str, Any]]) -> bytes:
    """Return an RSS 2.0 document; the same items are the same bytes."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"content": _CONTENT, "atom": _ATOM})
    about = etree.SubElement(root, "channel")
    heads = {"title": channel.title, "link": channel.home, "description": channel.description}
    for name, value in {**heads, "language": channel.language}.items():
        _say(about, name, value)
    if items:
        _say(about, "lastBuildDate", _date(max((item["date_modified"] for item in items), key=datetime.fromisoformat)))
    if channel.url:
        link = {"href": f"{channel.url}/feed.xml", "rel": "self", "type": "application/rss+xml"}
        etree.SubElement(about, f"{{{_ATOM}}}link", link)
    for item in items:
        _item(etree.SubElement(about, "item"), item)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _item(element: etree._Element, item: Mapping[str, Any]) -> None:
    for name, known in (("title", "title"), ("link", "url")):
        if item.get(known):
            _say(element, name, item[known])
    if item.get("summary"):
        _say(element, "description", escape(item["summary"], quote=False))  # it is HTML (RSS 2.0, elements of <item>)
    _say(element, "guid", item["id"]).set("isPermaLink", "false")
    _say(element, "pubDate", _date(item["date_published"]))
    for image in item.get("attachments", ())[:1]:  # RSS 2.0 holds one enclosure an item
        said = {"url": image["url"], "length": str(image["size_in_bytes"]), "type": image["mime_type"]}
        etree.SubElement(element, "enclosure", said)
    kind = item["_klaviatur"]["iptc_digital_source_type"].rpartition("/")[2]
    _say(element, "category", kind).set("domain", _IPTC)
    content = etree.SubElement(element, f"{{{_CONTENT}}}encoded")
    content.text = etree.CDATA(_clean(item.get("content_html", "")).replace("]]>", "]]&gt;"))


def _say(parent: etree._Element, name: str, value: str) -> etree._Element:
    element = etree.SubElement(parent, name)
    element.text = _clean(value)
    return element


def _clean(text: str) -> str:
    """Return a text without signs that XML cannot hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _date(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))
