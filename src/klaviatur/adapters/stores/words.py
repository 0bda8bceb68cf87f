"""The search over key, GTIN, title and brand: FTS5 in SQLite, a GIN index over text vectors in PostgreSQL.

Every word asked for must begin a word of the product; case and accents do not matter, nor do noughts before a GTIN.
"""

from collections.abc import Sequence
from typing import Any

import orjson
import regex
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    func,
    literal_column,
    select,
    text,
    union_all,
)

from klaviatur.adapters.stores.same_gtins import ways_to_write
from klaviatur.adapters.stores.schema import records

COLUMNS = "key, gtin, title, brand"
FOLDED = (
    "àáâãäåçèéêëìíîïñòóôõöùúûüýÿčšžęąłńśźÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝČŠŽĘĄŁŃŚŹ",
    "aaaaaaceeeeiiiinooooouuuuyycszealnszaaaaaaceeeeiiiinooooouuuuycszealnsz",
)
# Must stay as it is: an index in PostgreSQL is built over exactly this expression.
VECTOR = (
    "to_tsvector('simple', regexp_replace(lower(translate((key || ' ' || coalesce(gtin, '') || ' ' ||"
    " coalesce(title, '') || ' ' || coalesce(brand, '')) COLLATE \"default\", '{}', '{}')),"
    " '[[:punct:][:space:]]+', ' ', 'g'))"
).format(*FOLDED)
CREATE_SQLITE = (
    f"CREATE VIRTUAL TABLE record_words USING fts5({COLUMNS}, content=records, content_rowid=id,"
    " tokenize='unicode61 remove_diacritics 2')"
)
CREATE_POSTGRESQL = f"CREATE INDEX records_words ON records USING gin (({VECTOR}))"
_WORDS = regex.compile(r"[\p{L}\p{N}]+")
_same = records.alias("same")
_GTIN = regex.compile(r"[0-9]{7,14}")  # seven: an eighth, a nought, was lost
_MANY = 4  # more than one in so many rows is new: building the index anew is faster than adding to it


def answers(connection: Connection, search: str) -> ColumnElement[bool]:
    """Return the condition that a record answers a search; one without words is answered by nothing."""
    words = _WORDS.findall(search.lower())
    found = [_holding(connection, words)] if words or connection.dialect.name == "postgresql" else []
    if len(words) == 1 and _GTIN.fullmatch(words[0]):
        found.append(select(_same.c.id).where(_same.c.gtin.in_(ways_to_write(words[0]))))
    return records.c.id.in_(union_all(*found)) if found else literal_column("0 = 1")


def _holding(connection: Connection, words: Sequence[str]) -> Select[Any]:
    """Return a query for the records of which a word begins with each of these."""
    if connection.dialect.name == "postgresql":
        asked = " & ".join(f"'{word}':*" for word in words).translate(str.maketrans(*FOLDED))
        told = literal_column(VECTOR).op("@@")(func.to_tsquery("simple", asked))
        return select(records.c.id).where(told).correlate(None)
    asked = " ".join(f'"{word}"*' for word in words)
    matching = text("record_words MATCH :asked").bindparams(asked=asked)
    return select(literal_column("rowid", Integer)).select_from(text("record_words")).where(matching)


def forget_words(connection: Connection, ids: Sequence[int]) -> None:
    """Take records out of the index, before their words change."""
    if connection.dialect.name == "sqlite" and ids:
        _index(connection, "'delete', id", "record_words, rowid", "id IN (SELECT value FROM json_each(?))", _json(ids))


def add_words(connection: Connection, ids: Sequence[int]) -> None:
    """Bring records into the index, after their words changed."""
    if connection.dialect.name == "sqlite" and ids:
        _index(connection, "id", "rowid", "id IN (SELECT value FROM json_each(?))", _json(ids))


def add_new_words(connection: Connection, after: int) -> None:
    """Bring all records whose id is above `after` into the index."""
    if connection.dialect.name != "sqlite":
        return
    newest = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM records").scalar_one()
    if (newest - after) * _MANY > newest:
        _rebuild(connection)
    elif newest > after:
        _index(connection, "id", "rowid", "id > ?", after)


def _rebuild(connection: Connection) -> None:
    for setting, number in (("automerge", 0), ("crisismerge", 1999)):  # merging on the way costs half as much again
        _set(connection, setting, number)
    connection.exec_driver_sql("INSERT INTO record_words(record_words) VALUES ('rebuild')")
    for setting, number in (("automerge", 4), ("crisismerge", 16)):  # what FTS5 has without being asked
        _set(connection, setting, number)


def _set(connection: Connection, setting: str, number: int) -> None:
    connection.exec_driver_sql("INSERT INTO record_words(record_words, rank) VALUES (?, ?)", (setting, number))


def _index(connection: Connection, values: str, into: str, condition: str, given: str | int) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO record_words({into}, {COLUMNS}) SELECT {values}, {COLUMNS} FROM records WHERE {condition}",  # noqa: S608
        (given,),
    )


def _json(ids: Sequence[int]) -> str:
    return orjson.dumps(list(ids)).decode()
