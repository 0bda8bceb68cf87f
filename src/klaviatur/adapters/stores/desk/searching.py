"""The search over sources, variants and voices: every word asked for begins a word of what is found.

Case and accents do not matter. The words lie in a table of their own, which both databases index; see `guards`.
"""

from collections.abc import Sequence
from typing import Any

import regex
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select, text

from klaviatur.adapters.stores.desk.guards import VECTOR
from klaviatur.adapters.stores.desk.rows import storable
from klaviatur.adapters.stores.schema_desk import findable
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.adapters.stores.words import FOLDED
from klaviatur.records import Found

SOURCES = ("text", "product")
OTHERS = ("variant", "voice")
LONGEST = 150_000  # characters of one text that are searched; PostgreSQL takes a megabyte of different words
_SHOWN = 160  # characters
_WORDS = regex.compile(r"[\p{L}\p{N}]+")
_UNFOLDED = str.maketrans(*FOLDED)
_f = findable.c


def keep_words(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what is found by which words: rows of kind, key, source, title and words."""
    if rows:
        kept = upsert(connection, findable, ("kind", "key"), ("source", "title", "words"))
        cut = [{name: _cut(value) for name, value in row.items()} for row in rows]
        connection.execute(kept, cut)


def find(connection: Connection, asked: str, limit: int) -> Sequence[Found]:
    """Return sources, then variants and voices that hold all words, the newest first."""
    columns = (_f.kind, _f.key, _f.title, _f.words)
    found: list[Found] = []
    for kinds in (SOURCES, OTHERS):
        query = select(*columns).where(_f.id.in_(answering(connection, asked, kinds)))
        rows = connection.execute(query.order_by(_f.id.desc()).limit(limit - len(found)))
        found += [Found(row.kind, row.key, row.title, _around(row.words, asked)) for row in rows]
    return found


def sources_with(connection: Connection, asked: str) -> Select[Any]:
    """Return a query for the sources whose title, key or text holds all words."""
    return select(_f.source).where(_f.id.in_(answering(connection, asked, SOURCES)))


def answering(connection: Connection, asked: str, kinds: Sequence[str]) -> Any:
    """Return a query for the rows of these kinds that hold all words; no words are held by nothing."""
    words = _WORDS.findall(asked.lower())
    if not words:
        return select(_f.id).where(literal_column("0 = 1"))
    if connection.dialect.name == "postgresql":
        wanted = " & ".join(f"'{word}':*" for word in words).translate(_UNFOLDED)
        answers = literal_column(VECTOR).op("@@")(func.to_tsquery("simple", wanted))
        among: ColumnElement[bool] = literal_column(
            f"kind IN ({', '.join(map(repr, kinds))})"
        )  # written out: the index is for these
        return select(_f.id).where(among, answers)
    told = " ".join(f'"{word}"*' for word in words)
    wanted = f"kind : ({' OR '.join(kinds)}) AND {{title words}} : ({told})"
    return text("SELECT rowid FROM findable_words WHERE findable_words MATCH :asked").bindparams(asked=wanted)


def _cut(value: Any) -> Any:
    return storable(value[:LONGEST]) if isinstance(value, str) else value


def _around(words: str, asked: str) -> str:
    """Return the words around the first one that was asked for."""
    first = min((at for word in _WORDS.findall(asked.lower()) if (at := words.lower().find(word)) >= 0), default=0)
    start = words.rfind(" ", 0, max(0, first - _SHOWN // 4)) + 1
    return " ".join(words[start : start + _SHOWN].split())
