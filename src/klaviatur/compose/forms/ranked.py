"""Statements in the order of their weight."""

from collections.abc import Iterable

from klaviatur.compose.desk import Desk
from klaviatur.compose.ranking import choose
from klaviatur.compose.statements import Statement


def by_rank(desk: Desk, statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements, best first."""
    known = {one.index: one for one in statements}
    return [known[i] for i in choose(desk.brief.ranking, len(known), among=set(known))]
