"""Posts released wordings to Bluesky."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from klaviatur.adapters.outlets.bluesky.facets import facets_of, handles_in
from klaviatur.adapters.outlets.bluesky.keys import record_key
from klaviatur.adapters.outlets.bluesky.session import EXPIRED, Session, session_of
from klaviatur.adapters.outlets.calling import Answer, Caller, complaint
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.pictures import Room, handed_over, problems_of_handed_over
from klaviatur.adapters.outlets.posts import texts_of
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.saying import whole
from klaviatur.adapters.outlets.sizes import size_of
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Picture, Prepared, Problem, Receipt, Severity

_POST = "app.bsky.feed.post"
_IMAGES = "app.bsky.embed.images"
_ROOM = Room(4, largest=2_000_000)  # the lexicon of app.bsky.embed.images, read Nov 2026
_GRAPHEMES, _BYTES = 300, 3000
_WRONG = (400, 401)


@dataclass(slots=True)
class BlueskyOutlet:
    """An account of a personal data server. A delivery's record key is always the same, so it exists once at most.

    All outlets of one account share a session: signing in is allowed 300 times a day.
    """

    name: str
    caller: Caller
    handle: str
    password: str = field(repr=False)
    clock: Clock
    session: Session = field(repr=False)

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Post a wording; several texts become a thread. The receipt's id is the first post's at:// address."""
        refuse_blocked(self.prepare(outgoing), self.name)
        dids = {handle: self._did_of(handle) for text in texts_of(outgoing) for handle in handles_in(text)}
        sent: list[dict[str, str]] = []
        try:
            for number, text in enumerate(texts_of(outgoing)):
                record = self._record(outgoing, text, dids, sent)
                if not number and (pictures := handed_over(outgoing, _ROOM)):
                    record["embed"] = {"$type": _IMAGES, "images": [self._embedded(one) for one in pictures]}
                sent.append(self._create(record, record_key(key, number, outgoing.published_at)))
        except Refused:
            for post in reversed(sent):  # half a thread is none
                self._delete(post["uri"])
            raise
        return Receipt(sent[0]["uri"], self._url(sent[0]["uri"]), tuple(("post", post["uri"]) for post in sent))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Delete the post, of a thread the last one first."""
        del key
        for name, uri in reversed(receipt.details or (("post", receipt.id),)):
            if name == "post":
                self._delete(uri)

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the posts as text, a line between them; links and tags are listed beside them."""
        texts = texts_of(outgoing)
        body = "\n\n---\n\n".join(texts).encode("utf-8", "replace")
        facets = [facet["features"][0] for text in texts for facet in facets_of(whole(text), lambda handle: handle)]
        shown = tuple((str(one["$type"]).rpartition("#")[2], str(list(one.values())[1])) for one in facets)
        shown += tuple(("image", one.alt) for one in handed_over(outgoing, _ROOM))
        problems = (*_problems(outgoing, texts), *problems_of_handed_over(outgoing, _ROOM))
        return Prepared("text/plain; charset=utf-8", body, shown, problems)

    def health(self) -> Health:
        """Return whether the server takes name and app password, by signing in anew."""
        now = self.clock.now()
        try:
            session = self.session.anew(self.caller, self.handle, self.password)
        except DeliveryError as error:
            return unwell("Bluesky", error, now)
        finally:
            self.close()
        name = session["handle"]
        said = Bilingual(f"Beiträge erscheinen als @{name}.", f"Posts appear as @{name}.")
        return Health(ok=True, message=said, at=now, details=(("account", f"@{name}"), ("did", session["did"])))

    def close(self) -> None:
        """End the connections; the session is kept."""
        self.caller.close()

    def _record(
        self, outgoing: Outgoing, text: str, dids: dict[str, str], before: Sequence[dict[str, str]]
    ) -> dict[str, Any]:
        at = self.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record: dict[str, Any] = {"$type": _POST, "text": text, "createdAt": at, "langs": [outgoing.language]}
        if facets := facets_of(text, lambda handle: dids.get(handle, "")):
            record["facets"] = facets
        if before:
            record["reply"] = {"root": before[0], "parent": before[-1]}
        return record

    def _create(self, record: dict[str, Any], rkey: str) -> dict[str, str]:
        """Return address and hash of a post: made now, or by an earlier try with the same key."""
        did = self._signed_in()["did"]
        body = {"repo": did, "collection": _POST, "rkey": rkey, "record": record}
        try:
            answer = self._call("com.atproto.repo.createRecord", body)
        except (InDoubt, Refused) as error:
            known = self._known(did, rkey)
            if known is not None:
                return known
            if isinstance(error, Refused):
                raise
            raise NotNow(f"{error} It is sent again with the same record key.") from error
        return _reference(answer) or self._must_be_there(did, rkey)

    def _known(self, did: str, rkey: str) -> dict[str, str] | None:
        """Return a post that is there already, None where there is none. Raises NotNow."""
        params = {"repo": did, "collection": _POST, "rkey": rkey}
        return _reference(self.caller.ask("/xrpc/com.atproto.repo.getRecord", params=params, expected=(400, 404)))

    def _must_be_there(self, did: str, rkey: str) -> dict[str, str]:
        known = self._known(did, rkey)
        if known is None:
            raise NotNow(f"{self.caller.who} did not say which post it made. It is sent again with the same key.")
        return known

    def _delete(self, uri: str) -> None:
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        try:
            self._call("com.atproto.repo.deleteRecord", {"repo": repo, "collection": collection, "rkey": rkey})
        except InDoubt as error:
            raise NotNow(str(error)) from error

    def _embedded(self, picture: Picture) -> dict[str, Any]:
        """Hand an image over; return it as a post embeds it. One that no post embeds is thrown away by the server."""
        try:
            answer = self._call("com.atproto.repo.uploadBlob", picture)
        except InDoubt as error:
            raise NotNow(str(error)) from error
        blob = answer.table().get("blob")
        if not isinstance(blob, dict):
            raise NotNow(
                f"{self.caller.who} took the image {picture.name!r} and did not say its id. It is tried again."
            )
        size = size_of(picture.content)
        ratio = {"aspectRatio": {"width": size[0], "height": size[1]}} if size else {}
        return {"image": blob, "alt": picture.alt, **ratio}

    def _call(self, name: str, body: dict[str, Any] | Picture) -> Answer:
        """Call a procedure as who is signed in; a session that has ended is gone on with once."""
        token = self._signed_in()["accessJwt"]
        answer = self._send(name, body, token)
        if answer.status in _WRONG and answer.table().get("error") in EXPIRED:
            known = self.session.gone_on(self.caller, self.handle, self.password, after=token)
            answer = self._send(name, body, known["accessJwt"])
        if answer.status in _WRONG:
            raise Refused(f"{self.caller.who} refused it: {complaint(answer)} Correct what it names, then send again.")
        return answer

    def _send(self, name: str, body: dict[str, Any] | Picture, token: str) -> Answer:
        heads, place = {"Authorization": f"Bearer {token}"}, f"/xrpc/{name}"
        if isinstance(body, Picture):
            heads["Content-Type"] = body.media_type
            return self.caller.call("POST", place, content=body.content, headers=heads, expected=_WRONG)
        return self.caller.call("POST", place, json=body, headers=heads, expected=_WRONG)

    def _signed_in(self) -> Mapping[str, str]:
        return self.session.known(self.caller, self.handle, self.password)

    def _did_of(self, handle: str) -> str:
        """Return the DID of a handle, "" where nobody has it. Raises NotNow."""
        params = {"handle": handle}
        found = self.caller.ask("/xrpc/com.atproto.identity.resolveHandle", params=params, expected=_WRONG)
        return str(found.table().get("did") or "")

    def _url(self, uri: str) -> str:
        handle = self._signed_in()["handle"]
        return f"https://bsky.app/profile/{handle}/post/{uri.rpartition('/')[2]}"


def make(given: Given, clock: Clock) -> BlueskyOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    service, password = given.url("service"), given.line("password")
    caller = Caller(service, f"Bluesky {service}", {}, (password,), given.number("timeout_s", 1, 120))
    handle = given.line("handle").lstrip("@")
    return BlueskyOutlet(given.name, caller, handle, password, clock, session_of(service, handle, password))


def _reference(answer: Answer) -> dict[str, str] | None:
    found = answer.table()
    uri, cid = found.get("uri"), found.get("cid")
    return {"uri": uri, "cid": cid} if isinstance(uri, str) and isinstance(cid, str) else None


def _problems(outgoing: Outgoing, texts: Sequence[str]) -> tuple[Problem, ...]:
    found = []
    if not texts:
        said = ("Der Beitrag hat keinen Text.", "The post has no text.")
        found.append(problem(outgoing, "bluesky.empty", said, ("Schreiben Sie einen Text.", "Write a text.")))
    for text in texts:
        graphemes, size = len(regex.findall(r"\X", text)), len(text.encode("utf-8", "replace"))
        if graphemes > _GRAPHEMES or size > _BYTES:
            told = f"{size:,}".replace(",", ".")
            said = (
                f"Der Beitrag hat {graphemes} Zeichen und {told} Bytes; erlaubt sind 300 und 3.000.",
                f"The post has {graphemes} graphemes and {size:,} bytes; 300 and 3,000 are allowed.",
            )
            shorter = ("Kürzen Sie ihn, oder teilen Sie ihn.", "Shorten it, or part it.")
            id_ = "InvalidRequest"
            found.append(problem(outgoing, "bluesky.too_long", said, shorter, place="text", platform_id=id_))
        if whole(text) != text:
            said = ("Der Beitrag hat ein halbes Zeichen.", "The post has half a letter in it.")
            again = ("Schreiben Sie die Stelle neu.", "Write that place again.")
            found.append(problem(outgoing, "bluesky.surrogate", said, again, severity=Severity.BLOCK))
    return tuple(found)
