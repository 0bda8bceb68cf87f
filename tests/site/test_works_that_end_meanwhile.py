"""A page that is made while work ends shows what was made, or comes again for it: never neither."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from site_house import ANNA, House

from klaviatur.records import MemberRole
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.syndication import Syndication
from klaviatur.wiring.work import PlayOrder

TABLE = b"sku;name;weight;price\nA-1;Trinkflasche Aqua 750 ml;310 g;24,90 EUR\n"
COMES_AGAIN = 'hx-trigger="every'


def _ends_behind(monkeypatch: pytest.MonkeyPatch, where: type, name: str, finish: Callable[[], None]) -> None:
    """Let work end right behind the moment at which a page has read what it makes."""
    read = getattr(where, name)
    once = [finish]

    def reads(self: object, *given: Any, **named: Any) -> object:
        try:
            return read(self, *given, **named)
        finally:
            if once:
                once.pop()()

    monkeypatch.setattr(where, name, reads)


def _finish(house: House, work: str) -> None:
    while house.works.advance(work):
        pass


@pytest.mark.parametrize(("kind", "key"), [("product", "A-1"), ("text", "ferry.md")])
def test_a_played_source(house: House, monkeypatch: pytest.MonkeyPatch, kind: Any, key: str) -> None:
    anna = house.members.actor(ANNA)
    _finish(house, house.works.order_collect(BytesIO(TABLE), "ware.csv", by=anna).id)
    order = PlayOrder(sources=((kind, key),), channels=("push" if kind == "text" else "product_page",))
    work = house.works.order_play(order, by=anna)
    _ends_behind(monkeypatch, Desk, "source", lambda: _finish(house, work.id))
    page = house[ANNA].get(f"/sources/{kind}/{key}").text
    (made,) = (one.id for one in house.desk.source(kind, key)[2] if one.channel == order.channels[0])
    assert COMES_AGAIN in page or f"/review/{made}" in page


@pytest.mark.parametrize(("place", "name"), [("/outputs", "outputs"), ("/outputs/sitemap", "runs")])
def test_a_run_of_outputs(house: House, monkeypatch: pytest.MonkeyPatch, place: str, name: str) -> None:
    house.members.change_roles(ANNA, [role.value for role in MemberRole], by=house.members.actor(ANNA))
    work = house.works.order_run(["sitemap"], by=house.members.actor(ANNA))
    _ends_behind(monkeypatch, Syndication, name, lambda: _finish(house, work.id))
    page = house[ANNA].get(place).text
    assert house.works.unfinished() == []
    assert COMES_AGAIN in page
