"""What is too long for one file leaves in parts: nothing is lost, nothing torn, and every part is a file by itself."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.syndicate.catalogues import ANNA, SHOP, bring, opened, row, whole

from klaviatur import Syndication, Workspace
from klaviatur.adapters.outputs import load_outputs
from klaviatur.adapters.outputs.parting import Limits, limits_of, parted
from klaviatur.errors import ProfileError, UnknownOutput
from klaviatur.ports.outputs import Marks, ShelfState, Totals
from klaviatur.records import Feed, Receipt
from klaviatur.wiring.output_files import FolderPlace
from klaviatur.wiring.running_outputs import why_wrong

OWN = {
    "map": ("sitemap", 'most = "4"\nmost_bytes = "900"'),
    "shop": ("shopify", 'most_bytes = "1850"'),
    "amazon": ("amazon_listings", 'most = "5"\nmost_bytes = "9000"'),
    "lines": ("acp", 'most = "3"'),
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# --- how an index is parted -----------------------------------------------------------------------------------------
GROUP = st.lists(st.none() | st.integers(1, 60), min_size=1, max_size=4)  # bytes of the records of a group; none: held


@settings(max_examples=200, deadline=None)
@given(
    groups=st.lists(GROUP, max_size=12),
    limits=st.builds(Limits, most=st.integers(0, 6), most_bytes=st.sampled_from([0, 40, 90, 200])),
    around=st.sampled_from([("", (), "\n"), ("<a>\n", (), "\n</a>\n"), ("<a>", ("<b>",), "\n")]),
)
def test_parts_hold_all_records_in_whole_groups_within_the_limits(
    groups: list[list[int | None]], limits: Limits, around: tuple[str, tuple[str, ...], str]
) -> None:
    head, middles, tail = around
    index, state = _index(groups, len(middles) + 1), _state(head, middles, tail)
    parts = parted(index, state, limits)
    cut = [index.slice(part.start, part.end - part.start) for part in parts]
    told = [one.filter(pl.col("length0").is_not_null()) for one in cut]
    assert [key for one in told for key in one["record"]] == list(
        index.filter(pl.col("length0").is_not_null())["record"]
    )
    homes = [set(one["group"]) for one in told]
    assert sum(map(len, homes)) == len(set().union(*homes))  # no group is in two parts
    for part, home in zip(parts, homes, strict=True):
        assert part.records > 0
        assert limits.held_by(part) or len(home) == 1
    for part, after in zip(parts, told[1:], strict=False) if not middles else ():  # and each is as long as it may be
        group = after.filter(pl.col("group") == after["group"][0])
        size = part.bytes + int(group["length0"].cast(pl.Int64).sum()) + group.height
        assert not limits.held_by(Totals(records=part.records + group.height, bytes=size))


def _index(groups: list[list[int | None]], sections: int) -> pl.DataFrame:
    rows = [
        {"group": f"g{at:02d}", "record": f"g{at:02d}-{number}", "hash": at * 7 + number}
        | {f"length{section}": size for section in range(sections)}
        for at, sizes in enumerate(groups)
        for number, size in enumerate(sizes)
    ]
    schema = {"group": pl.String, "record": pl.String, "hash": pl.UInt64}
    schema |= {f"length{section}": pl.UInt32 for section in range(sections)}
    counts = {name: pl.lit(1, dtype=pl.UInt32) for name in ("delivered", "held", "machine", "grouping")}
    return pl.DataFrame(rows, schema=schema).with_columns(**counts)


def _state(head: str, middles: tuple[str, ...], tail: str) -> ShelfState:
    return ShelfState(1, "p", datetime(2026, 11, 22, tzinfo=UTC), Marks(), head, middles, tail, "\n", Totals())


# --- outputs with small limits --------------------------------------------------------------------------------------
@pytest.fixture
def syndication(folder: Path, tmp_path: Path, workspace: Workspace) -> Iterator[Syndication]:
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    for name, (like, limits) in OWN.items():
        said = f'name = "{name}"\nlike = "{like}"\nfile = "{name}.file"\n[options]\n{limits}\n'
        (profiles / f"{name}.toml").write_text(said, encoding="utf-8")
    bring(workspace, CATALOGUE)
    with opened(folder, profiles) as syndication:
        for name in OWN:
            needs = {need.name for need in syndication.output(name).needs}
            values = SHOP | {"seller": "Hell", "seller_id": "A1"}
            said = {name: value for name, value in values.items() if name in needs} | {"missing": "hold"}
            syndication.switch(name, on=True, values=said, by=ANNA)
        yield syndication


VARIANTS = [row(40 + at, hauptartikel="A004", farbe=colour) for at, colour in enumerate(("rot", "blau", "grün"))]
CATALOGUE = [*(row(number) for number in range(1, 4)), row(4, ean="", preis=""), *VARIANTS, *map(row, range(5, 13))]


class Replacing(FolderPlace):
    """A folder; before its second file is put, an output is replaced."""

    def __init__(self, folder: Path, run: Callable[[], object]) -> None:
        super().__init__(folder)
        self._run, self._files = run, 0

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        self._files += 1
        if self._files == 2:
            self._run()
        return super().put(name, media_type, chunks)


def _read(feed: Feed) -> bytes:
    told = b"".join(feed.bytes)
    assert len(told) == feed.size
    return told


def _parts(syndication: Syndication, output: str) -> list[bytes]:
    files = [one for one in syndication.files(output) if one.number]
    told = [_read(syndication.feed(output, part=one.number)) for one in files]
    assert [len(one) for one in told] == [one.bytes for one in files]
    return told


def _records(output: str, text: bytes) -> list[str]:
    """Read a file as its platform would, and say what is in it."""
    if output == "map":
        return [str(url.findtext(f"{SITEMAP}loc")) for url in ET.fromstring(text)]  # noqa: S314
    if output == "amazon":
        return [message["sku"] for message in json.loads(text)["messages"]]
    if output == "lines":
        return [json.loads(line)["id"] for line in text.splitlines()]
    head, *rows = text.decode().splitlines()
    assert head.startswith("Handle,Title")
    return rows


@pytest.mark.parametrize("output", OWN)
def test_parts_are_files_by_themselves_and_hold_together_what_the_whole_holds(
    syndication: Syndication, output: str
) -> None:
    (run,) = syndication.run([output], by=ANNA)
    assert (run.state, run.held) == ("done", 0)
    parts, limits = _parts(syndication, output), limits_of(syndication.profiles[output])
    assert len(parts) > 2
    read = [_records(output, part) for part in parts]
    assert [one for part in read for one in part] == _records(output, whole(syndication, output))
    for part, told in zip(parts, read, strict=True):
        assert len(part) <= (limits.most_bytes or len(part))
        assert len(told) <= (limits.most or len(told))
    family = {"map": ["/4", "/40"], "amazon": ["A004", "A040"], "shop": ["a004"], "lines": ["A004"]}[output]
    assert len({at for at, told in enumerate(read) for one in told if any(key in one for key in family)}) == 1


def test_after_a_change_parts_are_what_a_full_run_gives_and_others_stay_as_they_were(
    workspace: Workspace, syndication: Syndication
) -> None:
    syndication.run(by=ANNA)
    before = {one.name: one.digest for one in syndication.files("map") if one.number}
    bring(workspace, [*CATALOGUE[:-1], row(12, url="https://shop.example/new")])
    assert {run.kind.value for run in syndication.run(by=ANNA)} == {"delta"}
    told = {output: (syndication.files(output), _parts(syndication, output)) for output in OWN}
    files = {one.name: one.digest for one in syndication.files("map") if one.number}
    assert [name for name, digest in files.items() if before.get(name) != digest] == list(files)[-1:]
    syndication.run(by=ANNA, full=True)
    assert told == {output: (syndication.files(output), _parts(syndication, output)) for output in OWN}


def test_an_index_names_the_parts_and_the_newest_moment_of_each(syndication: Syndication) -> None:
    syndication.run(["map", "lines"], by=ANNA)
    *parts, index = syndication.files("map")
    told = _read(syndication.feed("map", part=0))
    root = ET.fromstring(told)  # noqa: S314
    assert (index.number, index.name, index.records, index.bytes) == (0, "map.file", len(parts), len(told))
    assert root.tag == f"{SITEMAP}sitemapindex"
    assert [one.findtext(f"{SITEMAP}loc") for one in root] == [f"https://shop.example/{one.name}" for one in parts]
    for at, one in enumerate(root, 1):
        part = ET.fromstring(_read(syndication.feed("map", part=at)))  # noqa: S314
        assert one.findtext(f"{SITEMAP}lastmod") == max(str(url.findtext(f"{SITEMAP}lastmod")) for url in part)
    elsewhere = syndication.feed("map", part=0, address=lambda one: f"https://cdn.example/?a=1&b={one.number}")
    assert b"<loc>https://cdn.example/?a=1&amp;b=2</loc>" in _read(elsewhere)
    with pytest.raises(UnknownOutput, match=f"no file 99: it has 1 to {len(parts)}"):
        syndication.feed("map", part=99)
    with pytest.raises(UnknownOutput):
        syndication.feed("lines", part=0)


def test_files_that_an_output_has_no_more_are_taken_away(
    workspace: Workspace, syndication: Syndication, tmp_path: Path
) -> None:
    place = tmp_path / "feeds"
    for rows in (CATALOGUE, CATALOGUE[:9], CATALOGUE[:2], CATALOGUE):
        bring(workspace, rows)
        syndication.run(by=ANNA, full=True)
        written = syndication.write(place)
        assert sorted(written) == sorted(place.iterdir())
        for output in OWN:
            assert (len(syndication.files(output)) == 1) == (len(rows) == 2)
            for one in syndication.files(output):
                assert (place / one.name).read_bytes() == _read(syndication.feed(output, part=one.number))
    names = {file.name for file in place.iterdir()}
    assert {"map.file", "map-part1.file", "lines-part1.file", "shop-part2.file"} <= names
    assert not names & {"lines.file", "shop.file", "amazon.file"}


def test_what_lies_there_is_read_again_where_a_run_replaces_it_meanwhile(
    workspace: Workspace, syndication: Syndication, tmp_path: Path
) -> None:
    syndication.run(["map"], by=ANNA)
    place = Replacing(tmp_path / "feeds", lambda: syndication.run(["map"], full=True, by=ANNA))
    bring(workspace, CATALOGUE[2:])
    syndication.put("map", place)
    told = [one for file in sorted(place.folder.glob("*part*")) for one in _records("map", file.read_bytes())]
    assert sorted(told) == sorted(_records("map", whole(syndication, "map")))


def test_one_file_is_left_as_it_is_where_it_keeps_the_limits(syndication: Syndication, workspace: Workspace) -> None:
    bring(workspace, CATALOGUE[:2])
    syndication.run(by=ANNA)
    for output in OWN:
        (one,) = syndication.files(output)
        assert (one.number, one.name) == (1, f"{output}.file")
        assert _read(syndication.feed(output, part=1)) == whole(syndication, output)
        assert _read(syndication.feed(output, part=0)) == whole(syndication, output)


def test_a_family_that_no_file_may_hold_is_told_and_nothing_is_written(
    workspace: Workspace, syndication: Syndication
) -> None:
    more = [row(400 + at, hauptartikel="A004", farbe=f"Farbe {at}") for at in range(6)]
    bring(workspace, [*CATALOGUE, *more])
    (run,) = syndication.run(["amazon"], by=ANNA)
    assert run.state == "failed"
    assert "10 records" in run.message
    assert "cannot be parted" in run.message


def test_limits_that_cannot_be_read_are_told_with_their_file(tmp_path: Path) -> None:
    for options, problem in (
        ('most = "many"', r"options\.most.*whole number"),
        ('parts = "halves"', r"options\.parts.*sitemap_index, numbered"),
        ('parts = "numbered"\nmost = "0"\nmost_bytes = "0"', r"options\.parts.*needs most or most_bytes"),
    ):
        (tmp_path / "own.toml").write_text(f'name = "own"\nlike = "sitemap"\n[options]\n{options}\n', encoding="utf-8")
        with pytest.raises(ProfileError, match=problem):
            load_outputs(tmp_path)


def test_more_parts_than_an_index_may_name_are_told() -> None:
    sitemap = load_outputs()["sitemap"]
    part = parted(_index([[1]], 1), _state("", (), ""), Limits(most=1))[0]
    assert why_wrong(sitemap, Totals(records=50_001), [part] * 50_000) == ""
    assert "at most 50000 records" in why_wrong(sitemap, Totals(records=50_001), [part] * 50_001)
