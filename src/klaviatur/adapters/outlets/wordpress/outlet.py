"""Posts released wordings to WordPress."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from html import escape, unescape
from typing import Any

from klaviatur.adapters.outlets.blocks import Article, article_of
from klaviatur.adapters.outlets.calling import LOG_IN_S, Answer, Caller
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.pictures import Room, form_of, handed_over, problems_of_handed_over
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.adapters.outlets.wordpress.gutenberg import Shown, content_of
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Picture, Prepared, Problem, Receipt, Severity

_STATES = ("publish", "draft", "pending", "private")
_UNSEEN = ("draft", "pending")  # until an editor there publishes it
_ALL_STATES = "publish,future,draft,pending,private"
_GONE = (404, 410)  # not there, or in the bin already
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONG_TITLE, _LONG_SLUG = 150, 60
_ROOM = Room(20, largest=10_000_000)  # what a site takes is set there; hosts allow 2 to 64 MB
_MAYBE_S = 60.0  # a request without an answer may still be at work there


@dataclass(slots=True)
class WordPressOutlet:
    """A site. Each delivery has a slug of its own, and a post with this slug is that delivery.

    A newer wording goes into the post of the earlier one, whose address, state and categories stay. Where that post is
    gone or in the bin, or where a draft would change what is public, it is a post of its own.
    """

    name: str
    caller: Caller
    status: str
    delay: timedelta
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    clock: Clock
    _user: dict[str, Any] = field(default_factory=dict, repr=False)

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Make one post, or change the one of an earlier wording; the receipt's id is the post's number."""
        refuse_blocked(self.prepare(outgoing), self.name)
        slug = slug_of(article_of(outgoing).title, key)
        if post := self._found(slug):
            return _receipt(post, slug, ())
        if outgoing.before and self._may_change(outgoing.before):
            return self._changed(outgoing, outgoing.before)
        images = self._images(outgoing, key[:8])
        return _receipt(self._made(self._body(outgoing, slug, images)), slug, images)

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Move the post to the bin, from where an editor can still fetch it, and delete its images."""
        del key
        self._change("DELETE", f"/posts/{receipt.id}", None, expected=_GONE)
        self._delete_images(receipt, ())

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the content of the post; title, excerpt and state beside it."""
        article = article_of(outgoing)
        content = content_of(article, outgoing, with_data=True).encode("utf-8", "replace")
        details = [("title", article.title), ("excerpt", article.description), ("status", self._state())]
        details += [("image", one.alt) for one in handed_over(outgoing, _ROOM)]
        problems = (*_problems(outgoing, article), *problems_of_handed_over(outgoing, _ROOM))
        return Prepared("text/html; charset=utf-8", content, tuple(details), problems)

    def health(self) -> Health:
        """Return whether the site knows user and application password, and lets them publish."""
        now = self.clock.now()
        try:
            self._user = {}
            user = self._known_user()
        except DeliveryError as error:
            return unwell("WordPress", error, now)
        finally:
            self.close()
        name, may = str(user.get("name") or "?"), _may(user)
        if not may.get("publish_posts" if self.status != "draft" else "edit_posts"):
            said = Bilingual(f"{name} darf dort nicht veröffentlichen.", f"{name} may not publish there.")
            next_ = Bilingual(f"{said.de} Geben Sie die Rolle Autor.", f"{said.en} Give the role of an author.")
            return Health(ok=False, message=next_, at=now)
        said = Bilingual(f"Beiträge erscheinen von {name}.", f"Posts appear by {name}.")
        return Health(ok=True, message=said, at=now, details=(("account", name),))

    def close(self) -> None:
        """End the connections."""
        self.caller.close()

    def _state(self) -> str:
        return "future" if self.delay and self.status == "publish" else self.status

    def _may_change(self, before: Receipt) -> bool:
        """Return whether the post of an earlier wording is there, and may change as this outlet is set up."""
        found = self._ask(f"/posts/{before.id}", {"context": "edit"}, expected=_GONE)
        state = found.table().get("status") if found.status not in _GONE else "trash"
        return state in _UNSEEN or (state in _ALL_STATES.split(",") and self.status not in _UNSEEN)

    def _changed(self, outgoing: Outgoing, before: Receipt) -> Receipt:
        """Put a newer wording into its post; once more is the same."""
        slug = dict(before.details).get("slug", outgoing.delivery)
        images = self._images(outgoing, slug.rpartition("-")[2][:8])
        post = self._change("POST", f"/posts/{before.id}", self._words(outgoing, images))
        self._delete_images(before, [one.number for one in images])
        return _receipt({"id": before.id, **post}, slug, images)

    def _delete_images(self, receipt: Receipt, kept: Sequence[int]) -> None:
        """Delete the images of a post but those that are kept: WordPress has no bin for them."""
        for name, number in receipt.details:
            if name == "image" and int(number) not in kept:
                self._change("DELETE", f"/media/{number}", None, params={"force": "true"}, expected=_GONE)

    def _words(self, outgoing: Outgoing, images: Sequence[Shown]) -> dict[str, Any]:
        article = article_of(outgoing)
        with_data = bool(_may(self._known_user()).get("unfiltered_html"))
        return {
            "title": escape(article.title, quote=False),  # themes show both as HTML
            "content": content_of(article, outgoing, with_data=with_data, images=images[1:]),
            "featured_media": images[0].number if images else 0,
            "excerpt": escape(article.description, quote=False),
        }

    def _body(self, outgoing: Outgoing, slug: str, images: Sequence[Shown]) -> dict[str, Any]:
        body: dict[str, Any] = {
            **self._words(outgoing, images),
            "slug": slug,
            "status": self._state(),
            "categories": [self._term("categories", name) for name in self.categories],
            "tags": [self._term("tags", name) for name in self.tags],
        }
        if self._state() == "future":
            at = self.clock.now().astimezone(UTC) + self.delay
            body["date_gmt"] = at.replace(tzinfo=None).isoformat(timespec="seconds")
        return {name: value for name, value in body.items() if value}

    def _known_user(self) -> dict[str, Any]:
        if not self._user:
            self._user = self._ask("/users/me", {"context": "edit"}).table()
            if not self._user.get("id"):
                said = f"{self.caller.who} does not answer as WordPress does. Check the address of the site."
                raise NotNow(said, retry_after_s=LOG_IN_S)
        return self._user

    def _found(self, slug: str) -> dict[str, Any] | None:
        """Return the post of a slug, whatever its state, None where there is none."""
        found = self._ask("/posts", {"slug": slug, "status": _ALL_STATES, "context": "edit"}).json()
        posts = [post for post in found if isinstance(post, dict)] if isinstance(found, list) else []
        return next((post for post in posts if post.get("slug") == slug), None)

    def _made(self, body: dict[str, Any]) -> dict[str, Any]:
        made = self._change("POST", "/posts", body)
        if not made.get("id"):
            raise NotNow(f"{self.caller.who} did not say which post it made. It is looked for.", retry_after_s=_MAYBE_S)
        return made

    def _images(self, outgoing: Outgoing, mark: str) -> list[Shown]:
        return [self._image(one, f"{mark}-{one.digest[:8]}") for one in handed_over(outgoing, _ROOM)]

    def _image(self, picture: Picture, slug: str) -> Shown:
        """Return an image of the site's library: handed over now, or by an earlier try, by its slug."""
        found = self._ask("/media", {"slug": slug, "context": "edit"}).json()
        listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        known = listed[0] if listed else self._handed_over(picture, slug)
        if not isinstance(known.get("id"), int):
            said = f"{self.caller.who} did not say which image it kept. It is looked for."
            raise NotNow(said, retry_after_s=_MAYBE_S)
        if listed and known.get("alt_text") != picture.alt:
            self._change("POST", f"/media/{known['id']}", {"alt_text": picture.alt, "caption": picture.caption})
        return Shown(known["id"], str(known.get("source_url") or ""), picture.alt, picture.caption)

    def _handed_over(self, picture: Picture, slug: str) -> dict[str, Any]:
        fields = {"slug": slug, "title": picture.alt[:_LONG_TITLE], "alt_text": picture.alt, "caption": picture.caption}
        kind, form = form_of(fields.items(), picture, slug)
        return self._change("POST", "/media", None, content=form, headers={"Content-Type": kind})

    def _term(self, kind: str, name: str) -> int:
        """Return the number of a category or tag, made where there is none."""
        found = self._ask(f"/{kind}", {"search": name, "per_page": "100"}).json()
        terms = [term for term in found if isinstance(term, dict)] if isinstance(found, list) else []
        wanted = name.casefold()
        known = next((term for term in terms if unescape(str(term.get("name"))).casefold() == wanted), None)
        made = known or self._change("POST", f"/{kind}", {"name": name}, expected=(400,))
        number = made.get("id") or (made.get("data") or {}).get("term_id")  # term_exists names the one there is
        if not isinstance(number, int):
            raise Refused(f"{self.caller.who} has no {kind} {name!r} and does not make it. Make it there yourself.")
        return number

    def _ask(self, path: str, params: dict[str, str], *, expected: tuple[int, ...] = ()) -> Answer:
        return self.caller.ask(f"/wp-json/wp/v2{path}", params=params, expected=expected)

    def _change(
        self, method: str, path: str, body: dict[str, Any] | None, *, expected: tuple[int, ...] = (), **said: Any
    ) -> dict[str, Any]:
        try:
            return self.caller.call(method, f"/wp-json/wp/v2{path}", json=body, expected=expected, **said).table()
        except InDoubt as error:
            raise NotNow(f"{error} The next try looks for it first.", retry_after_s=_MAYBE_S) from error


def _receipt(post: Mapping[str, Any], slug: str, images: Sequence[Shown]) -> Receipt:
    details = (("slug", slug), ("status", str(post.get("status"))), *(("image", str(one.number)) for one in images))
    return Receipt(str(post["id"]), str(post.get("link") or ""), details)


def slug_of(title: str, key: str) -> str:
    """Return the last part of a post's address: words of its title, and a mark of its delivery."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_GERMAN)).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    kept = words if len(words) <= _LONG_SLUG else words[:_LONG_SLUG].rpartition("-")[0] or words[:_LONG_SLUG]
    return f"{kept}-{key[:8]}".strip("-")


def make(given: Given, clock: Clock) -> WordPressOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    url, password = given.url("url"), given.line("password")
    token = b64encode(f"{given.line('user')}:{password}".encode()).decode()
    heads = {"Authorization": f"Basic {token}"}
    caller = Caller(url, f"WordPress {url}", heads, (password, token), given.number("timeout_s", 1, 120))
    delay = timedelta(minutes=given.number("delay_minutes", 0, 60 * 24 * 365))
    categories, tags = _names(given, "categories"), _names(given, "tags")
    return WordPressOutlet(given.name, caller, given.choice("status", _STATES), delay, categories, tags, clock)


def _names(given: Given, name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in given.line(name).split(",") if word.strip())


def _may(user: dict[str, Any]) -> dict[str, Any]:
    found = user.get("capabilities")
    return found if isinstance(found, dict) else {}


def _problems(outgoing: Outgoing, article: Article) -> tuple[Problem, ...]:
    found = []
    if not article.title.strip():
        said = ("Der Beitrag hat keine Überschrift.", "The post has no title.")
        found.append(problem(outgoing, "wordpress.title_missing", said, ("Schreiben Sie eine.", "Write one.")))
    if not article.body and not article.subtitle:
        said = ("Der Beitrag hat keinen Text.", "The post has no text.")
        found.append(problem(outgoing, "wordpress.empty", said, ("Schreiben Sie einen.", "Write one.")))
    if len(article.title) > _LONG_TITLE:
        said = (f"Die Überschrift hat {len(article.title)} Zeichen.", f"The title has {len(article.title)} characters.")
        shorter = ("Kürzen Sie sie.", "Shorten it.")
        found.append(problem(outgoing, "wordpress.title_long", said, shorter, severity=Severity.NOTE))
    return tuple(found)
