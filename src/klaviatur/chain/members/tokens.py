"""Tokens for the API: shown once, kept as a hash, allowed no more than their member and their scopes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

from klaviatur.chain.members.keys import key_of, new_secret
from klaviatur.chain.members.naming import checked_words
from klaviatur.chain.members.sessions import own_or_admin, signed_in_person
from klaviatur.errors import NotReady, NotSignedIn, SettingError
from klaviatur.ports import MemberStore
from klaviatur.records import Actor, Entry, Token
from klaviatur.review import SCOPES

MARK = "klv_"  # so that scanners for secrets find tokens that slipped into a repository
LONGEST_DAYS = 366
MOST = 50  # of one member that have not ended
SEEN_EVERY = timedelta(minutes=5)


def make_token(store: MemberStore, name: str, scopes: Iterable[str], days: int, *, by: Actor) -> tuple[Token, str]:
    """Make a token of one's own and return it with its secret. Raises NotAllowed, SettingError, NotReady."""
    signed_in_person(by)
    given, words = frozenset(scopes), checked_words(name, "The token's name")
    if not given or given - SCOPES.keys():
        raise SettingError(f"A token needs some of these scopes: {', '.join(SCOPES)}. Choose at least one.")
    if not 1 <= days <= LONGEST_DAYS:
        raise SettingError(f"A token lasts 1 to {LONGEST_DAYS} days, not {days}. Choose a time between.")
    secret = MARK + new_secret()
    with store.admitting() as work:
        if sum(not token.ended_at and token.ends_at > work.at for token in work.tokens(by.name)) >= MOST:
            raise NotReady(f"You have {MOST} tokens. End one you no longer use first.")
        token = Token(token_hex(6), by.name, words, given, work.at, work.at + timedelta(days=days))
        work.keep_token(token, key_of(secret))
        details = (("token", token.id), ("name", words), ("scopes", " ".join(sorted(given))), ("days", str(days)))
        work.note(Entry("token.made", f"member:{by.name}", details=details), by)
    return token, secret


def end_token(store: MemberStore, member: str, number: str, *, by: Actor) -> Token:
    """End a token of one's own, or as an admin somebody's. Raises NotAllowed, NotReady."""
    own_or_admin(by, member)
    with store.admitting() as work:
        token = next((token for token in work.tokens(member) if token.id == number and not token.ended_at), None)
        if token is None:
            raise NotReady("This token has ended already, or there is none. Nothing was changed.")
        ended = replace(token, ended_at=work.at)
        work.keep_token(ended)
        work.note(Entry("token.ended", f"member:{member}", details=(("token", number), ("name", token.name))), by)
    return ended


def actor_of_token(store: MemberStore, secret: str) -> Actor:
    """Return who acts with a token. Raises NotSignedIn where it has ended, or its member may no longer work here."""
    found = store.token(key_of(secret)) if secret.startswith(MARK) else None
    if found is None or not found[0].active:
        raise NotSignedIn("This token is not known, or has ended. Make a new one in your account.")
    member, token = found
    now = store.now()
    if token.used_at is None or now - token.used_at >= SEEN_EVERY:
        store.see_token(token.id, now)
    return Actor(member.name, member.roles, via="api", scopes=token.scopes)
