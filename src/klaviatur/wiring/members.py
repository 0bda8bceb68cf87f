"""The library's way to members: `klaviatur.wiring.members.open_members()`; all doors sign people in with it."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cached_property
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.stores.members import StoredMembers, open_member_store
from klaviatur.chain.members import passkeys, passwords, provider, sessions, team, tokens, tries
from klaviatur.errors import NotReady, SettingError, UnknownMember, WorkspaceError
from klaviatur.ports import Clock, PasskeyReader, Passwords, Provider
from klaviatur.records import (
    Actor,
    Language,
    Member,
    OneTimeLink,
    Passkey,
    Session,
    SignedIn,
    Site,
    Token,
    Via,
)
from klaviatur.settings import Settings, settings_of
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.workspace import DATABASE, make_place

LINK = "/link/"  # where one-time links lead
PROVIDER_BACK = "/sign-in/provider/back"


class Members:
    """Who works here and how they come in. Closes its database at the end of a `with` block.

    Whatever changes something writes its line into the workspace's audit, in the same transaction.
    """

    def __init__(self, store: StoredMembers, settings: Settings, given: Passwords | None = None) -> None:
        self.store = store
        self.settings = settings
        self._given = given
        self._stay = sessions.Stay(timedelta(hours=settings.session_idle_h), timedelta(days=settings.session_days))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    # --- who is here ----------------------------------------------------------------------------------------------
    def member(self, name: str) -> Member:
        """Return a member. Raises UnknownMember."""
        return self.store.member(name)

    def members(self) -> Sequence[Member]:
        """Return all members by name, those who left too."""
        return self.store.members()

    def actor(self, name: str, *, via: Via = "cli") -> Actor:
        """Return a member as who acts through a door that checks nobody's password. Raises UnknownMember."""
        member = self.store.member(name)
        if not member.active:
            raise UnknownMember(f"{name!r} is deactivated, so nothing is done in that name. Take another member.")
        return Actor(member.name, member.roles, via=via)

    # --- links ----------------------------------------------------------------------------------------------------
    def first_link(self) -> str:
        """Return the secret of a link that makes the first member; an earlier one no longer works.

        It may do everything and works once, for 24 hours. Raises NotReady where there are members already.
        """
        return team.first_link(self.store)

    def link_address(self, secret: str, base: str = "") -> str:
        """Return the address of a link, under the setting `public_url` or else `base` ("http://localhost:8765")."""
        return (self.settings.public_url or base).rstrip("/") + LINK + secret

    def usable_link(self, secret: str) -> tuple[OneTimeLink, Member | None]:
        """Return a link that still works, and whom it is for (None: the first start). Raises SignInRefused."""
        return team.usable_link(self.store, secret)

    def redeem(
        self, secret: str, password: str, *, name: str = "", shown: str = "", language: Language = "de"
    ) -> SignedIn:
        """Choose a password with a link and be signed in; `name` matters at the first start. Raises SignInRefused."""
        return team.redeem(
            self.store, self._passwords, secret, password, name=name, shown=shown, language=language, stay=self._stay
        )

    # --- signing in and out ---------------------------------------------------------------------------------------
    def sign_in(self, name: str, password: str, *, address: str = "", replacing: str = "") -> SignedIn:
        """Sign in; the session whose secret is `replacing` ends. Raises SignInRefused."""
        return passwords.sign_in(
            self.store, self._passwords, name, password, address=address, stay=self._stay, replacing=replacing
        )

    def wait_left(self, name: str, address: str) -> int:
        """Return for how many seconds nobody gets in under this name or from this address."""
        return tries.wait_left(self.store, name, address)

    def session(self, secret: str) -> tuple[Actor, Session]:
        """Return who acts in a session, and the session. Raises NotSignedIn."""
        signed = self.signed_in(secret)
        return sessions.actor_of(signed.member), signed.session

    def signed_in(self, secret: str) -> SignedIn:
        """Return whose session this is. Raises NotSignedIn."""
        return sessions.find_session(self.store, secret, self._stay)

    def sessions(self, name: str) -> Sequence[Session]:
        """Return where a member is signed in, the newest first."""
        return self.store.sessions(name)

    def sign_out(self, secret: str) -> None:
        """End a session; nothing happens where it has ended already."""
        sessions.sign_out(self.store, secret)

    def sign_out_everywhere(self, name: str, *, by: Actor) -> int:
        """End all sessions of a member, one's own or as an admin. Raises NotAllowed."""
        return sessions.sign_out_everywhere(self.store, name, by=by)

    def change_password(self, current: str, new: str, *, address: str = "", by: Actor) -> SignedIn:
        """Change one's own password; all sessions end, a new one begins. Raises SignInRefused, SettingError."""
        return passwords.change_password(
            self.store, self._passwords, current, new, address=address, stay=self._stay, by=by
        )

    def weakness(self, password: str, names: Sequence[str] = ()) -> str:
        """Return why a password cannot be taken: "short", "long", "named", "common"; "" where it can."""
        return self._passwords.weakness(password, names)

    # --- the team -------------------------------------------------------------------------------------------------
    def invite(
        self, name: str, shown: str, roles: Iterable[str], *, email: str = "", language: Language = "de", by: Actor
    ) -> tuple[Member, str]:
        """Make a member and return the secret of the link they come in with. Raises NotAllowed and SettingError."""
        return team.invite(self.store, name, shown, roles, email=email, language=language, by=by)

    def reset_link(self, name: str, *, by: Actor) -> str:
        """Return the secret of a link to come in, or to choose a new password. Raises NotAllowed, UnknownMember."""
        return team.reset_link(self.store, name, by=by)

    def change_roles(self, name: str, roles: Iterable[str], *, by: Actor) -> Member:
        """Give a member other roles. Raises NotAllowed, and NotReady for the last admin."""
        return team.change_roles(self.store, name, roles, by=by)

    def change_profile(
        self, name: str, *, shown: str, language: Language, email: str | None = None, by: Actor
    ) -> Member:
        """Change how a member is shown and spoken to; as an admin, also the e-mail address. Raises NotAllowed."""
        return team.change_profile(self.store, name, shown=shown, language=language, email=email, by=by)

    def deactivate(self, name: str, why: str = "", *, by: Actor) -> Member:
        """Let a member no longer in, from now on. Raises NotAllowed, and NotReady for the last admin."""
        return team.deactivate(self.store, name, why, by=by)

    def activate(self, name: str, *, by: Actor) -> Member:
        """Let a member in again. Raises NotAllowed."""
        return team.activate(self.store, name, by=by)

    # --- passkeys -------------------------------------------------------------------------------------------------
    def site(self, base: str) -> Site:
        """Return where passkeys hold: the setting `public_url`, else the address a browser has opened.

        Raises NotReady for an address at which browsers make no passkeys: a bare IP address, or one without https.
        """
        parts = urlsplit(self.settings.public_url or base)
        host = parts.hostname or ""
        if _is_address(host) or (parts.scheme != "https" and host != "localhost"):
            raise NotReady(
                f"Passkeys need a name and https, or localhost; {parts.netloc!r} is neither. Open the workspace as "
                "http://localhost, or set public_url."
            )
        return Site(host, f"{parts.scheme}://{parts.netloc}")

    def passkeys(self, name: str) -> Sequence[Passkey]:
        """Return a member's passkeys, the oldest first."""
        return self.store.passkeys(name)

    def ask_new_passkey(self, site: Site, *, by: Actor) -> str:
        """Return the JSON with which a browser makes a passkey."""
        return passkeys.ask_new_passkey(self.store, self._reader, site, by=by)

    def add_passkey(self, site: Site, answer: str, name: str, *, by: Actor) -> Passkey:
        """Keep the passkey a browser made. Raises SignInRefused."""
        return passkeys.add_passkey(self.store, self._reader, site, answer, name, by=by)

    def remove_passkey(self, number: str, *, by: Actor) -> None:
        """Forget a passkey, one's own or as an admin. Raises NotAllowed, NotReady."""
        passkeys.remove_passkey(self.store, number, by=by)

    def ask_sign_in(self, site: Site) -> str:
        """Return the JSON with which a browser signs in by a passkey."""
        return passkeys.ask_sign_in(self.store, self._reader, site)

    def sign_in_with_passkey(self, site: Site, answer: str, *, address: str = "", replacing: str = "") -> SignedIn:
        """Sign in with a passkey. Raises SignInRefused."""
        return passkeys.sign_in_with_passkey(
            self.store, self._reader, site, answer, address=address, stay=self._stay, replacing=replacing
        )

    def ask_signature(self, site: Site, wordings: Sequence[str], *, by: Actor) -> str:
        """Return the JSON with which a browser signs exactly these wordings (their hashes), for a release."""
        return passkeys.ask_signature(self.store, self._reader, site, wordings, by=by)

    def sign(self, site: Site, answer: str, wordings: Sequence[str], *, by: Actor) -> Actor:
        """Return the actor for the release of exactly these wordings, `strong`. Raises SignInRefused."""
        return passkeys.sign(self.store, self._reader, site, answer, wordings, by=by)

    # --- tokens ---------------------------------------------------------------------------------------------------
    def tokens(self, name: str) -> Sequence[Token]:
        """Return a member's tokens, the newest first, those that have ended too."""
        return self.store.tokens(name)

    def make_token(self, name: str, scopes: Iterable[str], days: int = 90, *, by: Actor) -> tuple[Token, str]:
        """Make a token of one's own and return it with its secret, which is shown once. Raises NotAllowed."""
        return tokens.make_token(self.store, name, scopes, days, by=by)

    def end_token(self, member: str, number: str, *, by: Actor) -> Token:
        """End a token, one's own or as an admin. Raises NotAllowed, NotReady."""
        return tokens.end_token(self.store, member, number, by=by)

    def actor_of_token(self, secret: str) -> Actor:
        """Return who acts with a token, with its scopes. Raises NotSignedIn."""
        return tokens.actor_of_token(self.store, secret)

    # --- a provider of sign-in ------------------------------------------------------------------------------------
    @property
    def provider_name(self) -> str:
        """What people call the provider of sign-in, "" where none is set."""
        issuer = self.settings.oidc_issuer
        return self.settings.oidc_name or urlsplit(issuer).netloc or issuer

    def ask_provider(self, base: str, next_place: str = "/") -> tuple[str, str]:
        """Return the provider's address to go to, and a secret for a cookie of this browser. Raises SettingError."""
        return provider.ask_provider(self.store, self._provider, self._back(base), next_place)

    def sign_in_by_provider(
        self,
        base: str,
        answer: str,
        browser: str,
        *,
        language: Language = "de",
        address: str = "",
        replacing: str = "",
    ) -> tuple[SignedIn, str]:
        """Sign in with the address a browser came back with; return also where it wanted to. Raises SignInRefused."""
        return provider.sign_in_by_provider(
            self.store,
            self._provider,
            self._back(base),
            answer,
            browser,
            join=self.settings.oidc_join,
            language=language,
            address=address,
            stay=self._stay,
            replacing=replacing,
        )

    # --- how it is done -------------------------------------------------------------------------------------------
    def _back(self, base: str) -> str:
        return (self.settings.public_url or base).rstrip("/") + PROVIDER_BACK

    @cached_property
    def _passwords(self) -> Passwords:
        made: Passwords = self._given or _tool("passwords").Argon2Passwords()
        return made

    @cached_property
    def _reader(self) -> PasskeyReader:
        made: PasskeyReader = _tool("passkeys").WebAuthnReader()
        return made

    @cached_property
    def _provider(self) -> Provider:
        known = self.settings
        if not known.oidc_issuer or not known.oidc_client_id:
            raise SettingError("There is no provider of sign-in. Set oidc_issuer and oidc_client_id.")
        made: Provider = _tool("openid").OpenIdProvider(
            known.oidc_issuer, known.oidc_client_id, known.oidc_client_secret, roles_claim=known.oidc_roles_claim
        )
        return made


def open_members(
    folder: str | Path | None = None,
    *,
    create: bool = True,
    settings: Settings | None = None,
    clock: Clock | None = None,
    passwords: Passwords | None = None,
) -> Members:
    """Open the members of a workspace; a folder that is none yet becomes one. Default: the setting `workspace`.

    Settings come from the workspace's own klaviatur.toml where it has one. `passwords` checks passwords in another way
    than argon2id. Raises WorkspaceError and SchemaOutdated.
    """
    place, settings = settings_of(folder, settings)
    make_place(place, settings, create=create)
    key = audit_key(place, settings.audit_key)
    clock = clock or SystemClock(None)
    store = open_member_store(settings.database_url or place / DATABASE, now=clock.now, audit_key=key)
    return Members(store, settings, passwords)


def _tool(name: str) -> Any:
    """Return a module that signs people in; they load with their first use and come with an extra."""
    try:
        return import_module(f"klaviatur.adapters.signing_in.{name}")
    except ModuleNotFoundError as error:
        raise WorkspaceError(f"Signing in needs {error.name!r}. Install it: pip install 'klaviatur[serve]'") from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return not host
    return True
