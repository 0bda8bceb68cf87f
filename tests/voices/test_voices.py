"""Voice files."""

from pathlib import Path

import pytest

from klaviatur.adapters.voices import load_voice, make_voice
from klaviatur.errors import ProfileError, UnknownVoice
from klaviatur.records import Voice

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("voice_*.toml"))


def write(folder: Path, text: str, name: str = "haus.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_example_loads_and_bears_its_files_name(path: Path) -> None:
    assert path.stem == f"voice_{load_voice(path).name}"


def test_there_are_examples_for_both_addresses_and_english() -> None:
    assert {load_voice(path).address for path in EXAMPLES} == {"du", "Sie", "neutral"}


def test_an_empty_file_is_the_default_voice_with_the_files_name(tmp_path: Path) -> None:
    assert load_voice(write(tmp_path, "")) == Voice(name="haus")


def test_all_keys_are_read(tmp_path: Path) -> None:
    voice = load_voice(write(tmp_path, '''
name = "haus"
address = "sie"
register = "formal"
sender = "Muster GmbH"
person = "Jana Wiegand"
use = ["warm", "warm", "leise"]
gender = "star"
boilerplate = """
Über uns.
Zweite Zeile."""
hashtags = ["#Wärme", "Kassel"]
sign_off = "Gruß"
greeting = "Guten Tag"
emoji = true
euro = "sign"
english = "uk"
link = "https://www.haus.example"
examples = ["Ein Satz."]

[avoid]
"innovativ" = "neu"
"Synergien" = ""
'''))  # fmt: skip
    assert voice.address == "Sie"
    assert voice.use == ("warm", "leise")
    assert voice.hashtags == ("Wärme", "Kassel")
    assert voice.avoid == (("innovativ", "neu"), ("Synergien", None))
    assert voice.boilerplate == "Über uns.\nZweite Zeile."
    assert voice.emoji is True


def test_avoid_may_be_a_plain_list_and_the_table_may_be_named_voice(tmp_path: Path) -> None:
    assert load_voice(write(tmp_path, '[voice]\navoid = ["toll"]')).avoid == (("toll", None),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('adress = "du"', ["'adress'", "'address'", "register"]),
        ('address = "Ihr"', ["address", "'Ihr'", '"du" or "Sie" or "neutral"']),
        ('emoji = "yes"', ["emoji", "true or false"]),
        ("use = 'warm'", ["use", "list"]),
        ('hashtags = ["mit Leerzeichen"]', ["hashtags", "without spaces"]),
        ('link = "haus.example"', ["link", "https://"]),
        ('sender = ""', ["sender", "leave the key out"]),
        ('greeting = "a\\nb"', ["greeting", "one line"]),
        ("avoid = 3", ["avoid", "[avoid]"]),
        ("address = du", ["not valid TOML", "quotation marks"]),
        ("gender = 1", ["gender", "star"]),
    ],
)
def test_a_wrong_value_says_file_key_and_what_is_allowed(tmp_path: Path, text: str, said: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ProfileError) as caught:
        load_voice(path)
    assert all(part in str(caught.value) for part in ["haus.toml", *said])


def test_a_missing_file_points_at_an_example(tmp_path: Path) -> None:
    with pytest.raises(UnknownVoice, match=r"examples/voice_warm_du\.toml"):
        load_voice(tmp_path / "keine.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "alt.toml"
    path.write_bytes('greeting = "Grüße"'.encode("latin-1"))
    with pytest.raises(ProfileError, match="UTF-8"):
        load_voice(path)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="right file"):
        load_voice(write(tmp_path, "#" * 300_000))


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + b'address = "du"')
    assert load_voice(path).address == "du"


@pytest.mark.parametrize(
    "values",
    [{"person": "\u00a0"}, {"use": ["Haus", "\u00a0"]}, {"avoid": {"\u00a0": "Haus"}}, {"avoid": {"Haus": "\u00a0"}}],
)
def test_what_nobody_can_see_is_no_word_of_a_voice(values: dict[str, object]) -> None:
    with pytest.raises(ProfileError, match="cannot be used"):
        make_voice("house", values)
