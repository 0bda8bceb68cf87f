"""Signing in by a provider that speaks OpenID Connect: who was invited, or by a setting whoever it vouches for."""

import json
from dataclasses import replace
from datetime import timedelta
from hmac import compare_digest
from urllib.parse import parse_qs, urlsplit

from klaviatur.chain.members.keys import key_of, new_secret
from klaviatur.chain.members.naming import checked_words, free_name
from klaviatur.chain.members.sessions import Stay, actor_of, begin_session
from klaviatur.chain.members.tries import count_try, give_back, note_failure
from klaviatur.errors import Conflict, SignInRefused
from klaviatur.ports import Admitting, MemberStore, Provider
from klaviatur.records import Challenge, Entry, Identity, Language, Member, MemberRole, SignedIn

LASTS = timedelta(minutes=10)  # people read what a provider asks them


def ask_provider(store: MemberStore, provider: Provider, back: str, next_place: str = "/") -> tuple[str, str]:
    """Return the provider's address to go to, and a secret for a cookie: only this browser can come back."""
    state, nonce, verifier, browser = (new_secret() for _ in range(4))
    address = provider.ask(back, state, nonce, verifier)
    about = json.dumps({"nonce": nonce, "verifier": verifier, "browser": key_of(browser), "next": next_place})
    with store.admitting() as work:
        work.keep_challenge(key_of(state), Challenge("provider", "", about, work.at + LASTS))
    return address, browser


def sign_in_by_provider(
    store: MemberStore,
    provider: Provider,
    back: str,
    answer: str,
    browser: str,
    *,
    join: bool,
    language: Language = "de",
    address: str,
    stay: Stay,
    replacing: str = "",
) -> tuple[SignedIn, str]:
    """Sign in with the address a browser came back with; return also where it wanted to go.

    A member is known by the provider's subject, the first time by a verified e-mail address; `join` lets in who was
    not invited, with the roles the provider names, else as an analyst. Raises SignInRefused, SettingError.
    """
    with store.admitting() as work:
        count_try(work, "", address)
    try:
        asked = _asked(store, answer, browser)
        identity = provider.read(back, answer, asked["nonce"], asked["verifier"])
        signed = _let_in(store, identity, join=join, language=language, stay=stay, replacing=replacing, address=address)
    except SignInRefused:
        with store.admitting() as work:
            note_failure(work, "", address, "provider", known=False)
        raise
    return signed, asked["next"]


def _asked(store: MemberStore, answer: str, browser: str) -> dict[str, str]:
    """Use up what was asked and return it. Raises SignInRefused where another browser, or nobody, asked."""
    state = parse_qs(urlsplit(answer).query).get("state", [""])[0]
    with store.admitting() as work:
        known = work.take_challenge(key_of(state))
    about: dict[str, str] = json.loads(known.about) if known and known.use == "provider" else {}
    if not about or not compare_digest(about["browser"], key_of(browser)):
        raise SignInRefused("That took too long, or began in another browser. Start signing in once more.")
    return about


def _let_in(
    store: MemberStore, identity: Identity, *, join: bool, language: Language, stay: Stay, replacing: str, address: str
) -> SignedIn:
    with store.admitting() as work:
        member = _known(work, identity) or (_joined(work, identity, language) if join else None)
        if member is None or not member.active:
            raise SignInRefused("The provider knows you, but nobody has invited you here. Ask an admin.")
        give_back(work, "", address)
        if member.joined is None:
            member = replace(member, joined=work.at)
            work.keep(member)
            work.note(Entry("member.joined", f"member:{member.name}", details=(("how", "provider"),)), actor_of(member))
        return begin_session(work, member, "provider", stay, replacing=replacing)


def _known(work: Admitting, identity: Identity) -> Member | None:
    """Return the member somebody is: by subject, the first time by e-mail address. Raises SignInRefused."""
    name = work.identified(identity.issuer, identity.subject)
    if name:
        return work.find(name)
    email = identity.email.lower()
    member = next((m for m in work.members() if email and m.email == email and m.active), None)
    return _identified(work, member, identity) if member else None


def _identified(work: Admitting, member: Member, identity: Identity) -> Member:
    try:
        work.identify(member.name, identity.issuer, identity.subject)
    except Conflict as error:
        raise SignInRefused(str(error)) from error
    details = (("issuer", identity.issuer), ("subject", identity.subject))
    work.note(Entry("member.identified", f"member:{member.name}", details=details), actor_of(member))
    return member


def _joined(work: Admitting, identity: Identity, language: Language) -> Member | None:
    """Make a member of somebody new; None before the first start, which needs its link, and where a name is missing."""
    members = work.members()
    if not members:
        return None
    name = free_name(identity.email.partition("@")[0] or identity.shown, {member.name for member in members})
    roles = identity.roles or frozenset({MemberRole.ANALYST})
    free = identity.email.lower() if not any(m.email == identity.email.lower() for m in members) else ""
    member = Member(name, checked_words(identity.shown or name, "The name"), roles, language, email=free)
    work.keep(member)
    return _identified(work, member, identity)
