"""What a page asks of the database does not grow with what is in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.records import Comment, State
from klaviatur.testing.desks import BEGIN, bring_text, keep, release

QUESTIONS: dict[str, Callable[[StoredDesk], object]] = {
    "board": lambda desk: desk.board(limit=200),
    "board of states": lambda desk: desk.board(states=[State.RELEASED], channels=["c1"], assigned="ben"),
    "board with search": lambda desk: desk.board(search="solar"),
    "todo": lambda desk: desk.todo("anna"),
    "search": lambda desk: desk.search("solar"),
    "sources": lambda desk: desk.sources(search="solar"),
    "source": lambda desk: desk.source("text", "text-0"),
    "released": lambda desk: desk.released(),
    "voices": lambda desk: desk.voices(),
    "works": lambda desk: desk.works(),
    "versions": lambda desk: desk.versions("text-0"),
    "audit": lambda desk: desk.audit(),
    "audit backwards": lambda desk: desk.audit(before=2**53),
    "around": lambda desk: desk.around(desk.board(limit=1).rows[0].variants[0].id, states=[State.DRAFT]),
    "opened": lambda desk: desk.opened(desk.board(limit=1).rows[0].variants[0].id),
}


def fill(desk: StoredDesk, sources: int, channels: int) -> None:
    with desk.deciding() as deciding:
        for number in range(sources):
            source = bring_text(deciding, f"text-{number}", f"Solarpark {number}")
            for channel in range(channels):
                variant = keep(deciding, source, f"c{channel}", f"Solar {number} {channel}", by="anna")
                deciding.keep_comment(Comment(0, variant.id, 1, "ben", BEGIN, "Gut."))
                if channel % 2:
                    release(deciding, variant)


@contextmanager
def counted(desk: StoredDesk) -> Iterator[list[str]]:
    """Give the list that every statement is added to."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(desk._engine, "before_cursor_execute", note)
    yield said
    event.remove(desk._engine, "before_cursor_execute", note)


def test_the_number_of_queries_does_not_grow_with_the_workspace(new_database: Callable[[], str]) -> None:
    asked: list[dict[str, int]] = []
    for sources, channels in ((2, 5), (50, 20)):
        with open_desk_store(new_database(), now=lambda: BEGIN) as desk:
            fill(desk, sources, channels)
            asked.append({})
            for name, question in QUESTIONS.items():
                with counted(desk) as said:
                    question(desk)
                asked[-1][name] = len(said)
    few, many = asked
    assert few == many
    assert max(many.values()) <= 11  # "opened" asks the board first; each begins its own transaction
    assert many["board"] <= 4


@pytest.mark.parametrize(
    ("ask", "never"),
    [
        (lambda desk: desk.board(), "SCAN"),
        (lambda desk: desk.board(kind="text"), "SCAN"),
        (lambda desk: desk.todo("anna"), "SCAN variants"),
        (lambda desk: desk.opened(desk.board(limit=1).rows[0].variants[0].id), "SCAN"),
    ],
)
def test_no_page_looks_through_whole_tables(tmp_path: object, ask: Callable[[StoredDesk], object], never: str) -> None:
    with open_desk_store(f"{tmp_path}/desk.db", now=lambda: BEGIN) as desk:
        fill(desk, 5, 4)
        plans: list[str] = []

        def explain(_c: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
            if statement.startswith("SELECT") and "state_counts" not in statement:
                rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[attr-defined]
                plans.extend(row[3] for row in rows if "USING" not in row[3])

        event.listen(desk._engine, "before_cursor_execute", explain)
        ask(desk)
    assert [plan for plan in plans if plan.startswith(never)] == []
