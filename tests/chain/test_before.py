"""What came before is found by key, and only by key."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.chain.before import Before

KEYS = st.text(alphabet="ab \x00ü", max_size=3)
SCHEMA = {"key": pl.String, "hash": pl.String, "rows": pl.Int64}


def known(hashes: dict[str, str]) -> pl.DataFrame:
    rows = [(key, mark, mark.count(",") + 1) for key, mark in hashes.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def marks(keys: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"row": range(len(keys)), "key": keys, "hash": ["x"] * len(keys)}, schema_overrides={"key": pl.String}
    )


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, st.sampled_from(["x", "y", "x,y"])), st.lists(st.lists(KEYS, max_size=6), max_size=4))
def test_a_chunk_learns_what_a_dictionary_would_tell_it(hashes: dict[str, str], chunks: list[list[str]]) -> None:
    before, come = Before.of(known(hashes)), list[str]()
    for keys in chunks:
        met = before.meet(marks(keys))
        assert met["key"].to_list() == keys
        assert met["before"].to_list() == [hashes.get(key) for key in keys]
        assert met["shared"].to_list() == [
            key in come or keys.count(key) > 1 or "," in hashes.get(key, "") for key in keys
        ]
        come += keys


def test_a_key_that_shares_its_number_with_another_is_not_taken_for_it() -> None:
    before = Before.of(known({"A": "x"}))
    before.known = before.known.with_columns(hashed=pl.lit("B").hash())
    assert before.meet(marks(["B"]))["before"].to_list() == [None]
