"""Base and overlay of an output together are what one index would be, whichever way they are put together."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from klaviatur.adapters.outputs.index import ORDER, merged

RECORDS = [(group, f"{group}{number}") for group in "ABC" for number in range(3)]

bases = st.dictionaries(st.sampled_from([record for _, record in RECORDS]), st.integers(1, 9), max_size=9)
overlays = st.dictionaries(
    st.sampled_from([*(record for _, record in RECORDS), "B9"]),
    st.tuples(st.sampled_from(["", "A", "B", "C"]), st.none() | st.integers(10, 99), st.booleans()),
    max_size=6,
)


def _index(rows: dict[str, tuple[str, int | None, bool]]) -> pl.DataFrame:
    said = [(group, record, length, gone) for record, (group, length, gone) in rows.items()]
    kinds = {"group": pl.String, "record": pl.String, "length0": pl.UInt32, "gone": pl.Boolean}
    return pl.DataFrame(said, schema=kinds, orient="row").sort(ORDER)


@given(bases, overlays)
@example({"A0": 1, "A1": 2}, {"A1": ("A", None, False)})  # in its place
@example({"A0": 1, "A1": 2}, {"A1": ("B", 10, False)})  # in another group
@example({"A0": 1, "B1": 2}, {"A0": ("A", 10, False), "B1": ("B", 11, True)})  # one in its place, one gone
@example({"A0": 1, "B1": 2}, {"A0": ("C", 10, False), "B1": ("A", 11, False)})  # as many, in another order
def test_they_are_what_one_index_is(base: dict[str, int], over: dict[str, tuple[str, int | None, bool]]) -> None:
    below = {record: (record[0], length, False) for record, length in base.items()}
    above = {record: (group or record[0], length, gone) for record, (group, length, gone) in over.items()}
    whole = {record: said for record, said in (below | above).items() if not said[2]}
    found = merged(_index(below), _index(above))
    assert found.select("group", "record", "length0").rows() == [row[:3] for row in _index(whole).rows()]
