"""Through many variants one after the other: what comes before and after this one on the board."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlencode

from klaviatur.doors.site.pages.board.view import Asked, lay_out
from klaviatur.records import BoardPage, Channel, KeptVariant, State


@dataclass(frozen=True, slots=True)
class Queue:
    """The way through a filtered board; addresses are "" at its ends."""

    query: str = ""  # "?state=in_review", "" for no filter
    before: str = ""
    after: str = ""


def read_filter(sent: Mapping[str, str]) -> Asked:
    """Return the part of the board that an address carries."""
    return Asked(**{field.name: sent.get(field.name, "") for field in fields(Asked)}).cleaned()


def query_of(asked: Asked) -> str:
    """Return a part of the board as the end of an address."""
    told = {name: value for name, value in asdict(asked).items() if value}
    return f"?{urlencode(told)}" if told else ""


def queue_for(desk: Any, variant: KeptVariant, asked: Asked, known: Mapping[str, Channel], me: str) -> Queue:
    """Return what comes before and after a variant; without a filter these are variants in review."""
    query = query_of(asked)
    rows = desk.around(
        variant.id,
        states=(State(asked.state or State.IN_REVIEW),) if asked.state or not query else (),
        channels=tuple(name for name, channel in known.items() if channel.family == asked.family),
        assigned=me if asked.mine else "",
        search=asked.q,
        kind=asked.kind or None,
    )
    shown = lay_out(asked, BoardPage(tuple(rows), {}, ""), known, ()).rows
    ids = [kept.id for row in shown for cell in row.cells for kept in cell]
    at = ids.index(variant.id)
    before, after = ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""
    return Queue(query, _address(before, query), _address(after, query))


def _address(variant: str, query: str) -> str:
    return f"/review/{variant}{query}" if variant else ""
