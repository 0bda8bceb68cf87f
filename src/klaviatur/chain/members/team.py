"""The team: first start, invitations, roles, leaving. Links are handed over by hand; each works once, for 24 hours."""

from collections.abc import Iterable
from dataclasses import replace

from klaviatur.chain.members.keys import key_of, new_link
from klaviatur.chain.members.naming import checked_email, checked_name, checked_roles, checked_words
from klaviatur.chain.members.passwords import checked_password
from klaviatur.chain.members.sessions import Stay, actor_of, begin_session, is_admin, own_or_admin
from klaviatur.chain.members.tries import keys_of
from klaviatur.errors import Conflict, NotReady, SignInRefused, UnknownMember
from klaviatur.ports import Admitting, MemberStore, Passwords
from klaviatur.records import SYSTEM, Actor, Entry, Language, LinkUse, Member, MemberRole, OneTimeLink, SignedIn
from klaviatur.review import allow

FIRST_ROLES = frozenset(MemberRole) - {MemberRole.ANALYST}  # a team of one must be able to do everything
REDEEMED = {
    LinkUse.FIRST: "member.first",
    LinkUse.INVITATION: "member.joined",
    LinkUse.RESET: "member.password_reset",
}


# --- links ------------------------------------------------------------------------------------------------------
def first_link(store: MemberStore) -> str:
    """Return the secret of a link that makes the first member. Raises NotReady where there are members already."""
    with store.admitting() as work:
        if work.members():
            raise NotReady(
                "There are members already. An admin invites further ones: klaviatur member invite NAME --role ROLE "
                "--by ADMIN"
            )
        work.note(Entry("member.first_link", "workspace"), SYSTEM)
        return new_link(work, LinkUse.FIRST, "", SYSTEM.name)


def reset_link(store: MemberStore, name: str, *, by: Actor) -> str:
    """Return the secret of a link with which a member chooses a (new) password. Raises NotAllowed, UnknownMember."""
    allow(by, "members")
    with store.admitting() as work:
        member = _found(work, name)
        if not member.active:
            raise NotReady(f"{name!r} is deactivated. Activate the member first, then make a link.")
        use = LinkUse.RESET if member.joined else LinkUse.INVITATION
        work.note(Entry("member.link_made", f"member:{name}", details=(("for", use),)), by)
        return new_link(work, use, name, by.name)


def usable_link(store: MemberStore, secret: str) -> tuple[OneTimeLink, Member | None]:
    """Return a link that still works, and whom it is for. Raises SignInRefused."""
    link = store.link(key_of(secret))
    if link is None:
        raise _used_up()
    return link, store.member(link.member) if link.member else None


def redeem(
    store: MemberStore,
    passwords: Passwords,
    secret: str,
    password: str,
    *,
    name: str = "",
    shown: str = "",
    language: Language = "de",
    stay: Stay,
) -> SignedIn:
    """Choose a password with a link, and be signed in; name and language matter at the first start alone.

    Raises SignInRefused where the link no longer works, SettingError for what cannot be taken; then it works on.
    """
    link, known = usable_link(store, secret)
    asked = known or Member(checked_name(name), checked_words(shown or name, "Your name"), FIRST_ROLES, language)
    checked_password(passwords, password, asked)
    hashed = passwords.hashed(password)
    with store.admitting() as work:
        if work.take_link(key_of(secret)) is None:
            raise _used_up()
        member = _joining(work, link, asked)
        work.keep(member)
        work.keep_password(member.name, hashed)
        work.keep_tries(keys_of(member.name, "")[0], None)
        work.note(Entry(REDEEMED[link.use], f"member:{member.name}"), actor_of(member))
        return begin_session(work, member, "link", stay, new_password=True)


def _joining(work: Admitting, link: OneTimeLink, asked: Member) -> Member:
    """Return a member as they are once they have come in. Raises SignInRefused."""
    if link.use is LinkUse.FIRST:
        if work.members():
            raise _used_up()
        return replace(asked, joined=work.at)
    member = work.find(link.member)
    if member is None or not member.active:
        raise _used_up()
    return replace(member, joined=member.joined or work.at)


def _used_up() -> SignInRefused:
    return SignInRefused("This link was used, or has ended. Ask an admin for a new one; each works once, for 24 hours.")


# --- members ----------------------------------------------------------------------------------------------------
def invite(
    store: MemberStore,
    name: str,
    shown: str,
    roles: Iterable[str],
    *,
    email: str = "",
    language: Language = "de",
    by: Actor,
) -> tuple[Member, str]:
    """Make a member and return the secret of the link they come in with. Raises NotAllowed, SettingError, Conflict."""
    allow(by, "members")
    given = checked_roles(roles)
    member = Member(checked_name(name), checked_words(shown or name, "The name"), given, language)
    member = replace(member, email=checked_email(email))
    with store.admitting() as work:
        if work.find(name):
            raise Conflict(f"There is a member {name!r} already. Take another name, or change that member's roles.")
        work.keep(member)
        details = (("shown", member.shown), ("roles", _listed(given)))
        work.note(Entry("member.invited", f"member:{name}", details=details), by)
        return member, new_link(work, LinkUse.INVITATION, name, by.name)


def change_roles(store: MemberStore, name: str, roles: Iterable[str], *, by: Actor) -> Member:
    """Give a member other roles. Raises NotAllowed, UnknownMember, SettingError, and NotReady for the last admin."""
    allow(by, "members")
    given = checked_roles(roles)
    with store.admitting() as work:
        before = _found(work, name)
        member = replace(before, roles=given)
        _still_an_admin(work, member)
        work.keep(member)
        details = (("before", _listed(before.roles)), ("roles", _listed(given)))
        work.note(Entry("member.roles_changed", f"member:{name}", details=details), by)
        return member


def change_profile(
    store: MemberStore, name: str, *, shown: str, language: Language, email: str | None = None, by: Actor
) -> Member:
    """Change how a member is shown and spoken to; the e-mail address, by which a provider knows them, as an admin."""
    own_or_admin(by, name)
    with store.admitting() as work:
        before = _found(work, name)
        member = replace(before, shown=checked_words(shown, "The name"), language=language)
        if email is not None and checked_email(email) != before.email:
            allow(by, "members")
            member = replace(member, email=checked_email(email))
        work.keep(member)
        changed = [f for f in ("shown", "language", "email") if getattr(before, f) != getattr(member, f)]
        details = tuple((field, str(getattr(member, field))) for field in changed if field != "email")
        work.note(Entry("member.changed", f"member:{name}", " ".join(changed), details), by)
        return member


def deactivate(store: MemberStore, name: str, why: str = "", *, by: Actor) -> Member:
    """Let a member no longer in: sessions, links and tokens end now; what they did stays theirs.

    Raises NotAllowed, UnknownMember, and NotReady for the last admin.
    """
    allow(by, "members")
    with store.admitting() as work:
        member = replace(_found(work, name), active=False)
        _still_an_admin(work, member)
        work.keep(member)
        _end_all(work, name)
        work.note(Entry("member.deactivated", f"member:{name}", why), by)
        return member


def activate(store: MemberStore, name: str, *, by: Actor) -> Member:
    """Let a member in again. Raises NotAllowed, UnknownMember."""
    allow(by, "members")
    with store.admitting() as work:
        member = replace(_found(work, name), active=True)
        work.keep(member)
        work.note(Entry("member.activated", f"member:{name}"), by)
        return member


def _found(work: Admitting, name: str) -> Member:
    member = work.find(name)
    if member is None:
        raise UnknownMember(f"Nobody here is called {name!r}. See who is: klaviatur member list")
    return member


def _end_all(work: Admitting, name: str) -> None:
    work.end_sessions(name)
    work.end_links(name)
    for token in work.tokens(name):
        work.keep_token(replace(token, ended_at=token.ended_at or work.at))


def _still_an_admin(work: Admitting, changed: Member) -> None:
    """Raise NotReady where nobody could look after the members any more."""
    after = [changed if member.name == changed.name else member for member in work.members()]
    if not any(is_admin(member) for member in after):
        raise NotReady(f"{changed.name!r} is the last admin. Make somebody else an admin first.")


def _listed(roles: Iterable[str]) -> str:
    return " ".join(sorted(roles))
