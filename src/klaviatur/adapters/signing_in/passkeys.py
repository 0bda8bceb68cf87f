"""Passkeys by WebAuthn level 3: what browsers are asked, and whether their answers hold.

A passkey is the only thing asked for, so the device has to make sure who holds it (finger, face, code).
"""

import json
from collections.abc import Sequence
from typing import Any

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from klaviatur.errors import SignInRefused
from klaviatur.records import Member, Passkey, Site

LARGEST_ANSWER = 65_536  # characters
BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError)  # by what an answer may hold


class WebAuthnReader:
    """See `ports.PasskeyReader`."""

    def ask_new(self, site: Site, member: Member, handle: bytes, known: Sequence[str], challenge: bytes) -> str:
        """Return what a browser needs to make a passkey that the device can find by itself later."""
        options = generate_registration_options(
            rp_id=site.id,
            rp_name="Klaviatur",
            user_name=member.name,
            user_id=handle,
            user_display_name=member.shown,
            challenge=challenge,
            exclude_credentials=_described(known),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return str(options_to_json(options))

    def read_new(self, site: Site, answer: str, challenge: bytes) -> tuple[str, bytes, int]:
        """Return a new passkey's id, public key and count. Raises SignInRefused."""
        try:
            made = verify_registration_response(
                credential=_json(answer),
                expected_challenge=challenge,
                expected_rp_id=site.id,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except BROKEN as error:
            raise SignInRefused(f"This passkey cannot be taken ({error}). Try once more, or another device.") from error
        return bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count

    def ask(self, site: Site, known: Sequence[str], challenge: bytes) -> str:
        """Return what a browser needs to sign with a passkey; without known ones it may be anybody's."""
        options = generate_authentication_options(
            rp_id=site.id,
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return str(options_to_json(options))

    def challenge_of(self, answer: str) -> bytes:
        """Return which challenge an answer speaks of; nothing of it is checked yet. Raises SignInRefused."""
        try:
            told = base64url_to_bytes(_json(answer)["response"]["clientDataJSON"])
            return bytes(parse_client_data_json(told).challenge)
        except BROKEN as error:
            raise SignInRefused("The browser's answer cannot be read. Try the passkey once more.") from error

    def id_of(self, answer: str) -> str:
        """Return which passkey an answer speaks of; nothing of it is checked yet. Raises SignInRefused."""
        return str(_json(answer).get("id", ""))

    def read(self, site: Site, answer: str, challenge: bytes, passkey: Passkey) -> int:
        """Check a signature and return the passkey's new count. Raises SignInRefused."""
        try:
            signed = verify_authentication_response(
                credential=_json(answer),
                expected_challenge=challenge,
                expected_rp_id=site.id,
                expected_origin=site.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except BROKEN as error:
            raise SignInRefused(f"The passkey's signature does not hold ({error}). Try once more.") from error
        return signed.new_sign_count


def _described(known: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(number)) for number in known]


def _json(answer: str) -> dict[str, Any]:
    """Return an answer's JSON object. Raises SignInRefused."""
    try:
        read = json.loads(answer) if len(answer) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise SignInRefused("The browser's answer cannot be read. Try the passkey once more.")
    return read
