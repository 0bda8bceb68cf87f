"""Whoever writes to the database by hand lets nothing out: a release is one only with its line in the audit."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update
from tests.deliveries.house import DELIVERED, PIA, House, one, states

from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.adapters.stores.desk.packing import packed, unpacked
from klaviatur.adapters.stores.schema_desk import audit, releases, revisions, variants
from klaviatur.chain.reviewing import export
from klaviatur.errors import AuditBroken, NotReleased
from klaviatur.records import Checked, DeliveryState, KeptVariant, VariantPart, wording_of
from klaviatur.testing.desks import keep
from klaviatur.wiring.deliveries import Deliveries

FREED = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_unchanged", "DROP TRIGGER IF EXISTS audit_unremoved"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER ALL"],
}
OTHER = (VariantPart("text", "Kauft jetzt!"),)


def by_hand(house: House, write: Callable[[Connection], None]) -> None:
    engine = open_database(house.where)
    with writing(engine) as connection:
        write(connection)
    engine.dispose()


def a_draft(house: House, like: KeptVariant) -> KeptVariant:
    """Return a wording of the same text that nobody ever released."""
    with house.desk().deciding() as open_:
        return keep(open_, open_.source(like.source), "threads", "Das hat niemand gelesen.")


def smuggle(house: House, released: KeptVariant, draft: KeptVariant) -> None:
    """Write a release for a draft: a copy of one that stands, and the state beside it."""

    def write(connection: Connection) -> None:
        row = connection.execute(select(releases).where(releases.c.variant == released.id)).mappings().one()
        own = {"variant": draft.id, "revision": draft.revision, "wording": draft.wording}
        connection.execute(insert(releases).values({**row, **own, "id": row["id"] + 1_000}))
        connection.execute(update(variants).where(variants.c.id == draft.id).values(state="released"))

    by_hand(house, write)


def rewrite(house: House, variant: KeptVariant) -> None:
    """Write other words to a release, and their hash everywhere."""

    def write(connection: Connection) -> None:
        mine = revisions.c.variant == variant.id
        checked = unpacked(Checked, connection.execute(select(revisions.c.checked).where(mine)).scalar_one())
        other = replace(checked, variant=replace(checked.variant, parts=OTHER))
        new = {"wording": wording_of(OTHER)}
        connection.execute(update(releases).where(releases.c.variant == variant.id).values(new))
        connection.execute(update(variants).where(variants.c.id == variant.id).values(new))
        connection.execute(update(revisions).where(mine).values(new | {"checked": packed(other)}))

    by_hand(house, write)


def revive(house: House, variant: KeptVariant) -> None:
    """Take back in the rows that a release was withdrawn."""

    def write(connection: Connection) -> None:
        said = {"ended_at": None, "ended_by": "", "ended_why": ""}
        connection.execute(update(releases).where(releases.c.variant == variant.id).values(said))
        connection.execute(update(variants).where(variants.c.id == variant.id).values(state="released"))

    by_hand(house, write)


def cut(house: House, what: str) -> None:
    """Cut a line out of the audit by hand."""

    def write(connection: Connection) -> None:
        for statement in FREED[connection.dialect.name]:
            connection.execute(text(statement))
        assert connection.execute(delete(audit).where(audit.c.what == what)).rowcount == 1

    by_hand(house, write)


def test_a_release_that_no_line_speaks_of_lets_nothing_out(house: House, deliveries: Deliveries) -> None:
    released = house.release()
    draft = a_draft(house, released)
    smuggle(house, released, draft)
    for attempt in (deliveries.prepare, lambda *said: deliveries.plan(*said, by=PIA)):
        with pytest.raises(NotReleased, match="Nothing in the audit says"):
            attempt(draft.id, "wall")
    deliveries.plan(released.id, "wall", by=PIA)
    assert deliveries.send_due() == 1


@pytest.mark.parametrize("forge", [rewrite, revive])
def test_what_was_planned_is_held_when_rows_were_changed(
    house: House, deliveries: Deliveries, forge: Callable[[House, KeptVariant], None]
) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    if forge is revive:
        house.desk_withdraw(variant)
    forge(house, variant)
    deliveries.send_due()
    assert (deliveries.delivery(planned.id).state, house.platform.arrived) == (DeliveryState.HELD, [])
    with pytest.raises(NotReleased):
        deliveries.again(planned.id, by=PIA)


@pytest.mark.parametrize("forge", [rewrite, revive, smuggle])
def test_what_no_line_speaks_of_is_not_handed_out(house: House, forge: Callable[..., None]) -> None:
    variant = house.release()
    draft = a_draft(house, variant)
    assert [one.variant.id for one in export(house.desk(), (), by=PIA)] == [variant.id]
    if forge is revive:
        house.desk_withdraw(variant)
    forge(house, *((variant, draft) if forge is smuggle else (variant,)))
    left = {variant.id} if forge is smuggle else set()
    assert {one.variant.id for one in export(house.desk(), (), by=PIA)} == left
    assert not list(export(house.desk(), (draft.id,), by=PIA))


def test_a_wording_that_was_withdrawn_and_released_anew_leaves(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    house.desk_withdraw(variant)
    house.reword(variant, "Der Park ist da.")
    deliveries.plan(variant.id, "wall", by=PIA)
    deliveries.send_due()
    assert states(deliveries) == [DELIVERED]


@pytest.mark.parametrize("read_before", [False, True])
def test_a_release_leaves_by_no_way_where_the_line_that_ended_it_was_cut_out(
    house: House, deliveries: Deliveries, read_before: bool
) -> None:
    other, variant = house.release("Der Platz ist frei.", key="square"), house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    assert deliveries.marking(variant.id)
    house.desk_withdraw(variant)
    revive(house, variant)
    if read_before:  # by this process, which remembers it
        deliveries.pause_all("lunch", by=PIA)
        deliveries.go_on(by=PIA)
        assert deliveries.marking(other.id)
    cut(house, "variant.withdrawn")
    deliveries.send_due()
    held = deliveries.delivery(planned.id)
    assert (held.state, house.platform.arrived) == (DeliveryState.HELD, [])
    refused = NotReleased if read_before else AuditBroken
    for attempt in (
        lambda: deliveries.prepare(variant.id, "wall"),
        lambda: deliveries.marking(variant.id),
        lambda: deliveries.plan(variant.id, "wall", by=PIA),
        lambda: deliveries.again(planned.id, by=PIA),
    ):
        with pytest.raises(refused, match="klaviatur audit verify"):
            attempt()
    if not read_before:
        with pytest.raises(AuditBroken):
            list(export(house.desk(), (), by=PIA))
    elsewhere = house.release("Die Brücke ist offen.", key="bridge")  # behind the gap: nothing is missing since
    deliveries.plan(elsewhere.id, "wall", by=PIA)
    deliveries.send_due()
    assert house.platform.texts() == ["Die Brücke ist offen."]
