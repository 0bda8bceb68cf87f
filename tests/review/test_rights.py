"""Who may do what."""

from dataclasses import replace

import pytest
from tests.review.samples import ADA, ANNA, BEN, LEA, PIA

from klaviatur.errors import NotAllowed
from klaviatur.records import SYSTEM, Actor, MemberRole
from klaviatur.review.rights import RIGHTS, SCOPES, allow, may

CHANGING = sorted(RIGHTS)


@pytest.mark.parametrize("action", CHANGING)
def test_an_analyst_changes_nothing(action: str) -> None:
    assert not may(LEA, action)


@pytest.mark.parametrize("action", CHANGING)
def test_nobody_without_a_role_does_anything(action: str) -> None:
    assert not may(Actor("gast", frozenset()), action)
    assert not may(SYSTEM, action)


@pytest.mark.parametrize("action", CHANGING)
def test_what_an_author_may_do_a_reviewer_may_too(action: str) -> None:
    assert may(BEN, action) or not may(ANNA, action)


@pytest.mark.parametrize("actor", [ANNA, PIA, ADA, LEA])
def test_only_reviewers_release_and_vouch(actor: Actor) -> None:
    assert not may(actor, "release")
    assert not may(actor, "vouch")


@pytest.mark.parametrize("action", ["add", "play", "edit", "submit", "request_changes", "release", "export"])
def test_an_admin_is_no_editor(action: str) -> None:
    assert not may(ADA, action)


def test_roles_add_up() -> None:
    both = Actor("max", frozenset({MemberRole.PUBLISHER, MemberRole.REVIEWER}))
    assert may(both, "release")
    assert may(both, "export")


@pytest.mark.parametrize("action", CHANGING)
def test_a_token_never_allows_more_than_the_roles(action: str) -> None:
    everybody = frozenset(MemberRole)
    assert not may(Actor("bot", frozenset(), scopes=frozenset(SCOPES)), action)
    assert may(Actor("bot", everybody, scopes=frozenset(SCOPES)), action)
    assert not may(Actor("bot", everybody, scopes=frozenset()), action)


def test_a_token_to_write_does_not_release() -> None:
    token = replace(BEN, scopes=frozenset({"read", "write", "review"}))
    assert may(token, "edit")
    with pytest.raises(NotAllowed, match=r"'ben'.*lacks the scope 'release'"):
        allow(token, "release")


def test_the_message_says_who_may_instead() -> None:
    with pytest.raises(NotAllowed, match=r"'anna' \(author\) may not release variants; a reviewer may\."):
        allow(ANNA, "release")
    with pytest.raises(NotAllowed, match="an author or a reviewer may"):
        allow(LEA, "edit")


@pytest.mark.parametrize("action", CHANGING)
def test_every_right_has_a_known_scope_and_somebody_who_has_it(action: str) -> None:
    assert RIGHTS[action].scope in SCOPES
    assert RIGHTS[action].roles
