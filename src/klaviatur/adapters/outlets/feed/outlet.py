"""Keeps a news feed of released wordings."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import orjson

from klaviatur.adapters.outlets.blocks import Article, article_of
from klaviatur.adapters.outlets.feed.writing import Channel, as_json_feed, as_rss
from klaviatur.adapters.outlets.files import failing_as_delivery, read, try_writing, write_whole
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.markup import html_of, inline_html
from klaviatur.adapters.outlets.pictures import linked, problems_of_linked
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.saying import marking_of, whole
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.errors import DeliveryError, NotNow, SettingError
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Picture, Prepared, Problem, Receipt
from klaviatur.text.marking import ai_label

_JSON, _RSS, _LOCK = "feed.json", "feed.xml", ".feed.lock"
Item = dict[str, Any]


@dataclass(slots=True)
class FeedOutlet:
    """A feed in a folder. An item's id is that of its variant: a newer wording replaces the older one's words."""

    name: str
    folder: Path
    channel: Channel
    most: int
    clock: Clock

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Put a wording into the feed; the receipt's id is the item's."""
        refuse_blocked(self.prepare(outgoing), self.name)
        with self._alone():
            items = self._items()
            item = self._item(replace(outgoing, delivery=key), items.get(_id(outgoing)))
            items[item["id"]] = item
            self._write(items)
        return Receipt(item["id"], item.get("url", ""), (("key", key),))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Take an item out of the feed, unless a newer wording has taken its place."""
        del key
        said = dict(receipt.details).get("key")
        with self._alone():
            items = self._items()
            if items.get(receipt.id, {}).get("_klaviatur", {}).get("delivery") == said:
                del items[receipt.id]
                self._write(items)

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the item as JSON Feed."""
        item = orjson.dumps(self._item(outgoing, None), option=orjson.OPT_INDENT_2)
        return Prepared("application/feed+json", item, (("feed", self.channel.title),), _problems(outgoing))

    def health(self) -> Health:
        """Return whether the feed can be read and written."""
        now = self.clock.now()
        try:
            with failing_as_delivery(self.folder):
                try_writing(self.folder)
            with self._alone():
                items = self._items()
                self._write(items)
        except DeliveryError as error:
            return unwell("Der Ordner des Feeds", error, now)
        said = Bilingual(f"Der Feed hat {len(items)} Meldungen.", f"The feed has {len(items)} items.")
        return Health(ok=True, message=said, at=now, details=(("folder", str(self.folder)),))

    def close(self) -> None:
        """Nothing is kept open."""

    def _item(self, outgoing: Outgoing, known: Item | None) -> Item:
        """Return an item; one that was there before keeps the day on which it appeared."""
        article, at, pictures = article_of(outgoing), self.clock.now().isoformat(), linked(outgoing)
        published = outgoing.appears_at.isoformat() if outgoing.appears_at else at
        item = {
            "id": _id(outgoing),
            "url": outgoing.link,
            "title": article.title,
            "summary": article.description,
            "content_html": _content(article, outgoing),
            "image": pictures[0].url if pictures else "",
            "attachments": [_attachment(one) for one in pictures if one.content],
            "date_published": known["date_published"] if known else published,
            "date_modified": _modified(outgoing, published),
            "language": outgoing.language_tag,
            "_klaviatur": {"about": "https://schema.org/digitalSourceType", "delivery": outgoing.delivery}
            | marking_of(outgoing.marking),
        }
        return {name: whole(value) if isinstance(value, str) else value for name, value in item.items() if value}

    def _items(self) -> dict[str, Item]:
        """Return the items of the feed by id. Raises NotNow where the file is no feed of ours."""
        content = read(self.folder / _JSON)
        if content is None:
            return {}
        try:
            return {item["id"]: item for item in orjson.loads(content)["items"]}
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise NotNow(
                f"{str(self.folder / _JSON)!r} is no JSON Feed, so nothing was put into it. Move that file away."
            ) from error

    def _write(self, items: dict[str, Item]) -> None:
        """Write both files; the JSON Feed is what the next delivery reads, so it is the last."""
        newest = sorted(items.values(), key=_when, reverse=True)[: self.most]
        write_whole(self.folder / _RSS, [as_rss(self.channel, newest)])
        write_whole(self.folder / _JSON, [as_json_feed(self.channel, newest)])

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else change the feed meanwhile, in this process or another."""
        with failing_as_delivery(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / _LOCK).open("w")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def make(given: Given, clock: Clock) -> FeedOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    folder = Path(given.line("path"))
    if not folder.is_absolute():
        raise SettingError(f"The path of outlet {given.name!r} is {str(folder)!r}. Write an absolute path: /srv/news")
    public = given.url("url")
    about = given.line("description") or given.line("title")
    language = given.language()
    channel = Channel(given.line("title"), given.url("home"), about, language, public)
    return FeedOutlet(given.name, folder, channel, given.number("most", 1, 10_000), clock)


def _id(outgoing: Outgoing) -> str:
    return f"urn:klaviatur:{outgoing.variant}"


def _when(item: Item) -> tuple[datetime, str]:
    return datetime.fromisoformat(item["date_published"]), str(item["id"])


def _modified(outgoing: Outgoing, published: str) -> str:
    """Return when these very words were released; the day of the first release is that on which they appeared."""
    released = outgoing.marking.reviewed_at
    return max(published, released.isoformat(), key=datetime.fromisoformat) if released else published


def _content(article: Article, outgoing: Outgoing) -> str:
    label = ai_label(outgoing.marking, outgoing.language)
    lead = f"<p><strong>{inline_html(article.subtitle)}</strong></p>" if article.subtitle else ""
    pictures = "".join(
        f'<p><img src="{escape(one.url)}" alt="{escape(one.alt)}"></p>{_caption(one)}' for one in linked(outgoing)
    )
    contact = "<br>".join(inline_html(line) for line in article.contact)
    parts = [lead, html_of(article.body), pictures, html_of(article.boilerplate)]
    parts += [f"<p>{words}</p>" for words in (contact, label) if words]
    return "\n".join(part for part in parts if part)


def _caption(picture: Picture) -> str:
    return f"<p><em>{escape(picture.caption)}</em></p>" if picture.caption else ""


def _attachment(picture: Picture) -> dict[str, str | int]:
    size = len(picture.content)
    return {"url": picture.url, "mime_type": picture.media_type, "title": picture.alt, "size_in_bytes": size}


def _problems(outgoing: Outgoing) -> tuple[Problem, ...]:
    article = article_of(outgoing)
    if article.title.strip() and (article.body or article.subtitle):
        return problems_of_linked(outgoing)
    said = ("Der Meldung fehlt Überschrift oder Text.", "The item has no title or no text.")
    return (problem(outgoing, "feed.incomplete", said, ("Schreiben Sie beides.", "Write both.")),)
