"""Places: what stands on the command line finds its sources."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.doors.places import find_places, name_folders, once, read_stdin, safe_name
from klaviatur.errors import SourceNotFound, SourceUnreadable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "photo.jpg", "[1].md"):
        (tmp_path / name).write_text("Ein Satz.", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.md").write_text("Ein Satz.", encoding="utf-8")
    return tmp_path


def test_a_file_an_address_and_the_stream_stand_for_themselves(folder: Path) -> None:
    for place in (str(folder / "b.md"), "https://example.org/a*b", "-"):
        assert find_places(place) == [place]


def test_a_folder_stands_for_the_readable_files_in_it(folder: Path) -> None:
    assert [Path(p).name for p in find_places(str(folder))] == ["[1].md", "a.txt", "b.md"]


def test_a_pattern_stands_for_the_files_it_fits(folder: Path) -> None:
    assert [Path(p).name for p in find_places(str(folder / "*.md"))] == ["[1].md", "b.md"]
    assert [Path(p).name for p in find_places(str(folder / "**" / "c.md"))] == ["c.md"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder: Path) -> None:
    assert find_places(str(folder / "[1].md")) == [str(folder / "[1].md")]


def test_a_place_that_is_not_there_is_left_to_the_reader(folder: Path) -> None:
    assert find_places("nowhere.md") == ["nowhere.md"]


@pytest.mark.parametrize("argument", ["*.docx", "empty"])
def test_nothing_found_is_said_with_the_next_step(folder: Path, argument: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SourceNotFound, match=r"holds no file|fits no file"):
        find_places(str(folder / argument))


def test_two_sources_of_one_name_get_folders_of_their_own() -> None:
    assert name_folders(["a/text.md", "b/text.md", "c/text.docx"]) == ["text", "text-2", "text-3"]


def test_a_page_and_the_stream_get_a_folder_name() -> None:
    assert name_folders(["https://example.org/news/new-oven.html?x=1", "https://example.org/", "-"]) == [
        "new-oven",
        "example.org",
        "stdin",
    ]


def test_a_source_named_twice_is_played_once() -> None:
    assert once(["a", "b", "a"]) == ["a", "b"]


@given(st.text(max_size=120))
def test_a_folder_name_never_leaves_its_folder(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name) <= 80
    assert Path(name).name == name
    assert name not in {".", ".."}


@given(st.lists(st.sampled_from(["a.md", "x/a.md", "a-2.md", "y/a-2.md", "a-2-2.md"]), max_size=6))
def test_no_two_sources_share_a_folder(places: list[str]) -> None:
    names = name_folders(places)
    assert len(set(names)) == len(names)


def test_a_stream_is_read_up_to_its_limit() -> None:
    assert read_stdin(io.BytesIO(b"12345"), 5) == b"12345"
    with pytest.raises(SourceUnreadable, match="Cut the text"):
        read_stdin(io.BytesIO(b"123456"), 5)
