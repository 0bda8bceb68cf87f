"""Posts released wordings to LinkedIn."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from klaviatur.adapters.outlets.calling import Caller
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.linkedin.images import ROOM, content_of, upload
from klaviatur.adapters.outlets.pictures import handed_over, problems_of_handed_over
from klaviatur.adapters.outlets.posts import texts_of
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.errors import DeliveryError, InDoubt, NotNow, SettingError
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Measure, Outgoing, Prepared, Problem, Receipt
from klaviatur.text.counting import measure
from klaviatur.text.tags import find_hashtags

_MOST = 3000
_NOT_FOUND = 404
_AUTHOR = re.compile(r"urn:li:(?:organization|person):[A-Za-z0-9_-]+", re.ASCII)
_VERSION = re.compile(r"20\d\d(?:0[1-9]|1[0-2])", re.ASCII)
_RESERVED = re.compile(r"[|{}@\[\]()<>#\\*_~]")


@dataclass(slots=True)
class LinkedInOutlet:
    """A member or organisation. LinkedIn knows no idempotency key: a lost answer leaves a doubt."""

    name: str
    caller: Caller
    author: str
    visibility: str
    clock: Clock

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Post a wording; the receipt's id is the post's URN."""
        del key
        refuse_blocked(self.prepare(outgoing), self.name)
        images = [(upload(self.caller, self.author, one), one.alt) for one in handed_over(outgoing, ROOM)]
        answer = self.caller.call("POST", "/rest/posts", json=self._body(outgoing) | content_of(images))
        urn = answer.headers.get("x-restli-id", "")
        if not urn:
            raise InDoubt(f"{self.caller.who} took a post and did not say its id. Look there whether it was done.")
        return Receipt(urn, f"https://www.linkedin.com/feed/update/{urn}")

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Delete the post."""
        del key
        heads = {"X-RestLi-Method": "DELETE"}
        try:
            place = f"/rest/posts/{quote(receipt.id, safe='')}"
            self.caller.call("DELETE", place, headers=heads, expected=(_NOT_FOUND,))
        except InDoubt as error:
            raise NotNow(str(error)) from error

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the post as it is read."""
        details: tuple[tuple[str, str], ...] = (("author", self.author), ("visibility", self.visibility))
        body = _text(outgoing).encode("utf-8", "replace")
        details += tuple(("image", one.alt) for one in handed_over(outgoing, ROOM))
        problems = (*_problems(outgoing), *problems_of_handed_over(outgoing, ROOM))
        return Prepared("text/plain; charset=utf-8", body, details, problems)

    def health(self) -> Health:
        """Return whether LinkedIn knows the token and still takes the version; reading posts needs no right here."""
        now = self.clock.now()
        try:
            person = self.caller.ask("/v2/userinfo", expected=(403,)).table()
            own = {"q": "author", "author": self.author, "count": "1"}  # 426 where its version has ended or is none
            self.caller.ask("/rest/posts", params=own, expected=(400, 403, 404))
        except DeliveryError as error:
            return unwell("LinkedIn", error, now)
        finally:
            self.close()
        name = str(person.get("name") or self.author)
        said = Bilingual(f"LinkedIn kennt den Zugang von {name}.", f"LinkedIn knows the token of {name}.")
        return Health(ok=True, message=said, at=now, details=(("account", name), ("author", self.author)))

    def close(self) -> None:
        """End the connections."""
        self.caller.close()

    def _body(self, outgoing: Outgoing) -> dict[str, Any]:
        distribution = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
        return {
            "author": self.author,
            "commentary": little_text(_text(outgoing)),
            "visibility": self.visibility,
            "distribution": distribution,
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }


def little_text(text: str) -> str:
    """Return a text with its reserved signs escaped, so that all of it is shown; hashtags stay hashtags."""
    made, at = [], 0
    for span in find_hashtags(text):
        tag = text[span.start + 1 : span.end]
        made += [_escaped(text[at : span.start]), f"{{hashtag|\\#|{_escaped(tag)}}}"]
        at = span.end
    return "".join([*made, _escaped(text[at:])])


def make(given: Given, clock: Clock) -> LinkedInOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    author, version, token = given.line("author"), given.line("version"), given.line("token")
    if not _AUTHOR.fullmatch(author):
        raise SettingError(f"The author of outlet {given.name!r} is {author!r}. Write it like urn:li:organization:123.")
    if not _VERSION.fullmatch(version):
        raise SettingError(f"The version of outlet {given.name!r} is {version!r}. Write year and month: 202607.")
    heads = {
        "Authorization": f"Bearer {token}",
        "LinkedIn-Version": version,
        "X-Restli-Protocol-Version": "2.0.0",
    }
    caller = Caller(given.url("api"), "LinkedIn", heads, (token,), given.number("timeout_s", 1, 120))
    return LinkedInOutlet(given.name, caller, author, given.choice("visibility", ("PUBLIC", "CONNECTIONS")), clock)


def _text(outgoing: Outgoing) -> str:
    return "\n\n".join(texts_of(outgoing))


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda sign: f"\\{sign[0]}", text)


def _problems(outgoing: Outgoing) -> tuple[Problem, ...]:
    text = _text(outgoing)
    if not text:
        said = ("Der Beitrag hat keinen Text.", "The post has no text.")
        return (problem(outgoing, "linkedin.empty", said, ("Schreiben Sie einen Text.", "Write a text.")),)
    length = measure(text, Measure.UTF16)  # an emoji is two, as in its profile
    if length <= _MOST:
        return ()
    told = f"{length:,}"
    said = (
        f"Der Beitrag hat {told.replace(',', '.')} Zeichen, erlaubt sind 3.000.",
        f"The post has {told} of 3,000 signs.",
    )
    shorter = ("Kürzen Sie ihn.", "Shorten it.")
    return (problem(outgoing, "linkedin.too_long", said, shorter, place="text", platform_id="FIELD_LENGTH_TOO_LONG"),)
