"""A variant is given to somebody who works here, and a release that is to be signed is signed by everybody."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.review.samples import ANNA, BEN

from klaviatur.errors import NotAllowed, UnknownMember
from klaviatur.records import Actor, KeptVariant, MemberRole, State
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members, open_members

PASSWORD = "ein langes Wort im Wind"
GONE = ("nobody", "gina", "Ben", "ben ", "ben' --")


@pytest.fixture
def members(desk: Desk, tmp_path: Path) -> Iterator[Members]:
    """A team of ada, ben and gina, who has left."""
    with open_members(tmp_path / "workspace", settings=desk.settings) as opened:
        opened.redeem(opened.first_link(), PASSWORD, name="ada", shown="Ada")
        admin = opened.actor("ada")
        for name in ("ben", "gina"):
            opened.invite(name, name.title(), ["reviewer"], by=admin)
        opened.deactivate("gina", by=admin)
        yield opened


@pytest.mark.usefixtures("members")
def test_a_variant_is_sent_to_a_member(desk: Desk, played: dict[str, KeptVariant]) -> None:
    variant = played["linkedin"].id
    assert desk.submit(variant, to="ben", by=ANNA).assigned == "ben"
    assert desk.assign(variant, "ada", by=BEN).assigned == "ada"
    assert desk.assign(variant, "", by=BEN).assigned == ""


@pytest.mark.usefixtures("members")
@pytest.mark.parametrize("name", GONE)
def test_a_variant_is_given_to_nobody_who_does_not_work_here(
    desk: Desk, played: dict[str, KeptVariant], name: str
) -> None:
    variant = played["linkedin"]
    lines = len(desk.audit(limit=1000))
    with pytest.raises(UnknownMember, match="klaviatur member list"):
        desk.submit(variant.id, to=name, by=ANNA)
    with pytest.raises(UnknownMember, match="works here"):
        desk.assign(variant.id, name, by=BEN)
    assert (desk.opened(variant.id).variant, len(desk.audit(limit=1000))) == (variant, lines)


def test_where_nobody_has_joined_yet_anybody_works_here(desk: Desk, played: dict[str, KeptVariant]) -> None:
    assert desk.submit(played["linkedin"].id, to="ben", by=ANNA).assigned == "ben"


@pytest.mark.parametrize("actor", [BEN, replace(BEN, via="api"), replace(BEN, via="cli"), replace(BEN, via="page")])
def test_several_are_released_by_nobody_who_has_not_signed_where_that_is_asked_for(
    new_desk: Callable[..., Desk], actor: Actor
) -> None:
    desk = new_desk(release_with_passkey=True)
    source = desk.add_typed("Der Markt öffnet am Samstag um 9 Uhr. Der Eintritt ist frei.", by=ANNA)
    wordings = {v.id: v.wording for v in desk.play("text", source.key, channels=["linkedin", "x_post"], by=ANNA)}
    with pytest.raises(NotAllowed, match=r"release_with_passkey.*'ben' has not just signed.*in the browser"):
        desk.release_many(wordings, by=actor)
    for variant, wording in wordings.items():
        with pytest.raises(NotAllowed, match="release it there with your passkey"):
            desk.release(variant, wording=wording, by=actor)
    assert {v.state for v in desk.store.variants(list(wordings))} == {State.DRAFT}
    everybody = Actor("ben", frozenset(MemberRole), strong=True)
    assert [release.strong for _, release in desk.release_many(wordings, by=everybody)] == [True, True]  # type: ignore[union-attr]
