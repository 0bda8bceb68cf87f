"""Posts released wordings to Mastodon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from klaviatur.adapters.outlets.calling import LOG_IN_S, Caller
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.mastodon.media import upload
from klaviatur.adapters.outlets.mastodon.rules import Rules, rules_of
from klaviatur.adapters.outlets.pictures import handed_over, problems_of_handed_over
from klaviatur.adapters.outlets.posts import texts_of
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.unwell import unwell
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Problem, Receipt
from klaviatur.text.counting import count_mastodon

_VISIBLE = ("public", "unlisted", "private")
_NOT_FOUND = 404
_SKEW = timedelta(minutes=5)  # our clock and theirs
_LOOKED_AT = 40  # as many posts as a server gives at once


@dataclass(slots=True)
class MastodonOutlet:
    """An account on a Mastodon server.

    Idempotency-Key holds for an hour; later, a post of the same words since it was planned is known as the same one.
    """

    name: str
    caller: Caller
    visibility: str
    content_warning: str
    clock: Clock
    _rules: Rules | None = field(default=None, repr=False)
    _account: str = ""

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Post a wording; several parts become a thread. The receipt's id is that of its first post."""
        posts = texts_of(outgoing)
        refuse_blocked(Prepared("text/plain", b"", (), self._problems(outgoing, posts, self._limits())), self.name)
        sent: list[dict[str, Any]] = []
        try:
            for number, post in enumerate(posts):
                sent.append(self._made(outgoing, post, f"{key}-{number}", sent[-1]["id"] if sent else ""))
        except Refused:
            for status in reversed(sent):  # half a thread is none
                self._delete(status["id"])
            raise
        return Receipt(sent[0]["id"], sent[0].get("url") or "", tuple(("post", status["id"]) for status in sent))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Delete the post, of a thread the last one first."""
        del key
        for name, id_ in reversed(receipt.details or (("post", receipt.id),)):
            if name == "post":
                self._delete(id_)

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the posts as text, a line between them; limits are the server's where it has been asked already."""
        posts = texts_of(outgoing)
        details = [("visibility", self.visibility), ("language", outgoing.language)]
        details += [("content warning", warning)] if (warning := self._warning(outgoing)) else []
        rules = self._rules or Rules()
        details += [("image", one.alt) for one in handed_over(outgoing, rules.images)]
        body = "\n\n---\n\n".join(post for post in posts).encode("utf-8", "replace")
        problems = self._problems(outgoing, posts, rules)
        return Prepared("text/plain; charset=utf-8", body, tuple(details), problems)

    def health(self) -> Health:
        """Return whether the server knows the token, with the account and the server's limits."""
        now = self.clock.now()
        try:
            account = self._own_account()
            rules = self._limits()
        except DeliveryError as error:
            return unwell("Der Mastodon-Server", error, now)
        finally:
            self.close()
        name = str(account.get("acct") or "?")
        said = Bilingual(f"Beiträge erscheinen als @{name}.", f"Posts appear as @{name}.")
        details = (("account", f"@{name}"), ("url", str(account.get("url") or "")))
        return Health(ok=True, message=said, at=now, details=(*details, ("max_characters", str(rules.characters))))

    def close(self) -> None:
        """End the connections."""
        self.caller.close()

    def _limits(self) -> Rules:
        """Return the server's limits, asked once."""
        if self._rules is None:
            self._rules = rules_of(self.caller.ask("/api/v2/instance", expected=(_NOT_FOUND,)).table())
        return self._rules

    def _warning(self, outgoing: Outgoing) -> str:
        return outgoing.part("content_warning") or self.content_warning

    def _problems(self, outgoing: Outgoing, posts: Sequence[str], rules: Rules) -> tuple[Problem, ...]:
        found = []
        if not posts:
            said = ("Der Beitrag hat keinen Text.", "The post has no text.")
            found.append(problem(outgoing, "mastodon.empty", said, ("Schreiben Sie einen Text.", "Write a text.")))
        for post in posts:
            length = rules.length(post) + count_mastodon(self._warning(outgoing))
            if length > rules.characters:
                said = (
                    f"Der Beitrag hat {length} Zeichen, der Server nimmt {rules.characters}.",
                    f"The post has {length} characters, the server takes {rules.characters}.",
                )
                shorter = ("Kürzen Sie ihn, oder teilen Sie ihn.", "Shorten it, or part it.")
                id_ = "Validation failed: Text character limit exceeded"
                found.append(problem(outgoing, "mastodon.too_long", said, shorter, place="text", platform_id=id_))
        return (*found, *problems_of_handed_over(outgoing, rules.images))

    def _made(self, outgoing: Outgoing, post: str, key: str, reply_to: str) -> dict[str, Any]:
        """Return the status of one post: made now, or found where an earlier try made it. Images go with the first."""
        known = self._found(outgoing, post)
        if known is not None:
            return known
        pictures = () if reply_to else handed_over(outgoing, self._limits().images)
        return self._post(outgoing, post, key, reply_to, [upload(self.caller, one, key) for one in pictures])

    def _post(self, outgoing: Outgoing, post: str, key: str, reply_to: str, media: Sequence[str]) -> dict[str, Any]:
        wanted = {
            "status": post,
            "visibility": self.visibility,
            "language": outgoing.language,
            "spoiler_text": self._warning(outgoing),
            "in_reply_to_id": reply_to,
            "media_ids": media,
        }
        body = {name: value for name, value in wanted.items() if value}
        heads = {"Idempotency-Key": key}
        try:
            made = self.caller.call("POST", "/api/v1/statuses", json=body, headers=heads).table()
        except InDoubt as error:
            raise NotNow(f"{error} It is sent again with the same Idempotency-Key.") from error
        if not isinstance(made.get("id"), str):
            raise InDoubt(f"{self.caller.who} took a post and did not say its id. Look there whether it was done.")
        return made

    def _found(self, outgoing: Outgoing, text: str) -> dict[str, Any] | None:
        """Return a post of these words since the delivery was planned: what a try made whose answer was lost."""
        if outgoing.planned_at is None:
            return None
        if not self._account:
            self._account = str(self._own_account()["id"])
        place, params = (
            f"/api/v1/accounts/{self._account}/statuses",
            {"limit": str(_LOOKED_AT), "exclude_reblogs": "true"},
        )
        found = self.caller.ask(place, params=params).json()
        since = outgoing.planned_at - _SKEW
        own = [status for status in found if isinstance(status, dict)] if isinstance(found, list) else []
        return next((one for one in own if _when(one) >= since and _same(one, text)), None)

    def _own_account(self) -> dict[str, Any]:
        """Return the account that the token is of. Raises NotNow where who answers is no Mastodon server."""
        account = self.caller.ask("/api/v1/accounts/verify_credentials").table()
        if not account.get("id"):
            said = f"{self.caller.who} does not answer as Mastodon does. Check the address of the server."
            raise NotNow(said, retry_after_s=LOG_IN_S)
        return account

    def _delete(self, id_: str) -> None:
        try:
            self.caller.call("DELETE", f"/api/v1/statuses/{id_}", expected=(_NOT_FOUND,))
        except InDoubt as error:
            raise NotNow(str(error)) from error


def make(given: Given, clock: Clock) -> MastodonOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    server, token = given.url("server"), given.line("token")
    heads = {"Authorization": f"Bearer {token}"}
    timeout = given.number("timeout_s", 1, 120)
    caller = Caller(server, f"Mastodon {server}", heads, (token,), timeout)
    return MastodonOutlet(
        given.name, caller, given.choice("visibility", _VISIBLE), given.line("content_warning"), clock
    )


def _when(status: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(status["created_at"]))


def _same(status: dict[str, Any], text: str) -> bool:
    """Return whether a status says a text: compared without spaces, and without hosts of those it mentions."""
    shown = unescape(re.sub(r"<[^>]*>", "", str(status.get("content", ""))))
    return _bare(shown) == _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"(?<=@)([\w.-]+)@[\w.-]+", r"\1", text))
