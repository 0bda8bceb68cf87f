"""A profile that is like another one says only what is different."""

from pathlib import Path

import pytest

from klaviatur.adapters.outputs import load_outputs
from klaviatur.errors import ProfileError
from klaviatur.records import OutputProfile

LIKE = 'like = "google_merchant"\nname = "google_at"\nlabel = ["Google AT", "Google AT"]\nfile = "google_at.xml"\n'


def loaded(folder: Path, text: str) -> OutputProfile:
    (folder / "google_at.toml").write_text(text, encoding="utf-8")
    return load_outputs(folder)["google_at"]


def test_it_takes_everything_it_does_not_say_itself(tmp_path: Path) -> None:
    extra = 'without = ["size_type", "gtin_coupon"]\n[[field]]\nname = "brand"\nfrom = "manufacturer"\n'
    own, google = loaded(tmp_path, LIKE + extra), load_outputs()["google_merchant"]
    assert own.file == "google_at.xml"
    assert own.sources == google.sources
    assert [one.name for one in own.fields] == [one.name for one in google.fields if one.name != "size_type"]
    assert next(one.says for one in own.fields if one.name == "brand") == "manufacturer"
    assert {one.name for one in google.rules} - {one.name for one in own.rules} == {"gtin_coupon"}


def test_rules_of_all_outputs_are_there_once(tmp_path: Path) -> None:
    for profile in load_outputs().values():
        names = [one.name for one in profile.rules]
        assert "not_active" in names
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LIKE.replace('"google_merchant"', '"gogle"'), "like is 'gogle'"),
        (LIKE.replace('"google_merchant"', '"google_at"'), "like is 'google_at'"),
        (LIKE + 'without = "size"\n', "without must be a list of names"),
    ],
)
def test_a_wrong_likeness_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        loaded(tmp_path, text)
