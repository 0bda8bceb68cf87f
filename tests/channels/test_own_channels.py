"""Users add channels as files; what is wrong in one is said with file, key and next step."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klaviatur.adapters.channels import load_channels
from klaviatur.errors import ProfileError
from klaviatur.records import Bilingual, Measure, Severity
from klaviatur.settings import Settings
from klaviatur.wiring.texts import known_channels

OWN = """
name = "customer_magazine"
label = "Kundenmagazin"
family = "press"
read = 2026-11-21
sources = ["our own practice"]

[[parts]]
name = "headline"
label = { de = "Zeile", en = "Line" }
multiline = false

[[parts.limits]]
measure = "characters"
maximum = 60
"""


def written(folder: Path, text: str | bytes, name: str = "own.toml") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def failure(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ProfileError) as caught:
        load_channels(written(folder, text))
    return str(caught.value)


def test_a_file_adds_a_channel_to_the_built_in_ones(tmp_path: Path) -> None:
    channels = load_channels(written(tmp_path, OWN))
    own = channels["customer_magazine"]
    assert own.label == Bilingual("Kundenmagazin", "Kundenmagazin")
    assert own.form == "parts"
    assert own.parts[0].limits[0].severity is Severity.BLOCK
    assert len(channels) == len(load_channels()) + 1


def test_a_folder_adds_all_its_channels(tmp_path: Path) -> None:
    written(tmp_path, OWN, "a.toml")
    written(tmp_path, OWN.replace("customer_magazine", "notice_board"), "b.toml")
    written(tmp_path, "not a profile", "notes.txt")
    assert {"customer_magazine", "notice_board"} <= set(load_channels(tmp_path))


def test_loading_again_without_the_file_forgets_it(tmp_path: Path) -> None:
    load_channels(written(tmp_path, OWN))
    assert "customer_magazine" not in load_channels()


def test_a_file_of_the_same_name_replaces_the_built_in_channel(tmp_path: Path) -> None:
    channels = load_channels(written(tmp_path, OWN.replace("customer_magazine", "sms")))
    assert channels["sms"].label.de == "Kundenmagazin"


def test_a_channel_can_take_another_as_its_base(tmp_path: Path) -> None:
    text = """
    extends = "mastodon"
    name = "our_instance"
    [[whole]]
    measure = "mastodon"
    maximum = 1000
    [[parts]]
    name = "text"
    label = "Beitrag"
    [[parts.limits]]
    measure = "mastodon"
    maximum = 1000
    """
    own = load_channels(written(tmp_path, text))["our_instance"]
    assert own.form == "post_short"
    assert [part.name for part in own.parts] == ["text", "content_warning"]
    assert (own.parts[0].limits[0].maximum, own.whole[0].maximum) == (1000, 1000)


def test_a_later_file_can_build_on_an_earlier_one(tmp_path: Path) -> None:
    first = written(tmp_path, OWN, "a.toml")
    second = written(tmp_path, 'extends = "customer_magazine"\nname = "short_magazine"\nemoji = true', "b.toml")
    assert load_channels(first, second)["short_magazine"].emoji


def test_practice_warns_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    own = load_channels(written(tmp_path, OWN + "documented = false"))["customer_magazine"]
    assert own.parts[0].limits[0].severity is Severity.WARN
    strict = load_channels(written(tmp_path, OWN + 'documented = false\nseverity = "block"'))["customer_magazine"]
    assert strict.parts[0].limits[0].severity is Severity.BLOCK


def test_a_windows_file_with_byte_order_mark_is_read(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + OWN.replace("\n", "\r\n").encode()
    assert "customer_magazine" in load_channels(written(tmp_path, data))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("maximum", "maximun", "'maximun' is not a key here (did you mean 'maximum'?)"),
        ("family", "familly", "'family' is missing"),
        ("family", "familly", "did you mean it by 'familly'?"),
        ("multiline", "multi_line", "(did you mean 'multiline'?)"),
        ("[[parts]]", "[[part]]", "'parts' must be tables, each written as [[parts]]"),
        ('"characters"', '"caracters"', "(did you mean 'characters'?)"),
        ('"press"', '"pres"', "(did you mean 'press'?)"),
        ("multiline = false", 'multiline = "no"', "'multiline' must be true or false, not 'no'"),
        ("maximum = 60", 'maximum = "60"', "'maximum' must be a whole number, not '60'"),
        ("maximum = 60", "maximum = true", "'maximum' must be a whole number, not True"),
        ("maximum = 60", "maximum = 0", "'maximum' must be between 1 and"),
        ("maximum = 60", "maximum = 60\nminimum = 61", "'minimum' is 61, above the maximum 60"),
        ("maximum = 60", "", "a limit needs a maximum, a minimum or both"),
        ("maximum = 60", "maximum = 6e1", "'maximum' must be a whole number, not 60.0"),
        ("read = 2026-11-21", "", "'read' is missing; it must be a date such as 2026-11-21"),
        ("read = 2026-11-21", "read = 2026-11-21T10:00:00", "must be a date without a time"),
        ("read = 2026-11-21", 'read = "heute"', "'read' must be a date such as 2026-11-21, not 'heute'"),
        ('["our own practice"]', "[]", "'sources' is empty"),
        ('["our own practice"]', '"practice"', "'sources' must be a list of texts in quotes"),
        ('["our own practice"]', '[""]', "none of them empty"),
        ('"customer_magazine"', '"Customer Magazine"', "allowed are small letters, digits and _"),
        ('label = "Kundenmagazin"', "", "'label' is missing"),
        ('label = "Kundenmagazin"', 'label = { de = "Magazin" }', "'en' is missing"),
        ('label = "Kundenmagazin"', 'label = "  "', "'label' is empty"),
        ('family = "press"', 'family = "press"\nhashtags = [5, 3]', "has its least 5 above its most 3"),
        ('family = "press"', 'family = "press"\nhashtags = [1]', 'must be two whole numbers as "[least, most]"'),
        ('family = "press"', 'family = "press"\nlinks = "footer"', "allowed: bio, button, end, inline, none"),
        ('family = "press"', 'family = "press"\noptions = { a = [1] }', "'options.a' must be a text"),
        ('family = "press"', 'family = "press"\nform = "pres_release"', "(did you mean 'press_release'?)"),
        ("multiline = false", "count = [0, 0]", "leave the part out"),
        ("read = 2026-11-21", "read = 2026-11-21\nread = 2026-11-21", "is not valid TOML"),
        ('family = "press"', "family =", "is not valid TOML"),
        ('name = "customer_magazine"', 'extends = "mastodont"', "(did you mean 'mastodon'?)"),
        ('name = "customer_magazine"', "extends = 5", "'extends' is 5"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = failure(tmp_path, OWN.replace(old, new, 1))
    assert said in message
    assert "own.toml" in message


def test_a_mistake_deep_inside_is_found_at_its_place(tmp_path: Path) -> None:
    message = failure(tmp_path, OWN + '\n[[parts.limits]]\nmeasure = "bytes"\nmaximum = -1\n')
    assert "parts 1, limits 2: 'maximum'" in message


def test_a_part_named_twice_is_told_to_use_count(tmp_path: Path) -> None:
    message = failure(tmp_path, OWN + '\n[[parts]]\nname = "headline"\nlabel = "x"\n')
    assert "has 'headline' twice" in message
    assert "count = [least, most]" in message


def test_a_profile_without_parts_is_refused(tmp_path: Path) -> None:
    assert "a channel has at least one part" in failure(tmp_path, OWN[: OWN.index("[[parts]]")])


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\x00" * 10, b"name = '\xe4'", b"x = " + b"[" * 5000, b"x = " + b"9" * 5000]
)
def test_what_is_no_profile_at_all_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    assert "own.toml" in failure(tmp_path, data)


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    assert "larger than 200,000 bytes" in failure(tmp_path, b"#" * 300_000)


def test_a_missing_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="There is no channel file or folder"):
        load_channels(tmp_path / "nowhere.toml")


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="holds no channel file"):
        load_channels(tmp_path)


def test_a_folder_named_like_a_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "own.toml").mkdir()
    with pytest.raises(ProfileError):
        load_channels(tmp_path)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(list(Measure)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["name", "label", "form", "family", "read", "sources", "parts", "whole", "hashtags", "links", "options", "x"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(key=st.sampled_from(KEYS), value=VALUES, deep=st.booleans())
def test_no_value_makes_the_loader_stumble(tmp_path: Path, key: str, value: object, deep: bool) -> None:
    from klaviatur.adapters.channels.loader import _extended, _parse
    from klaviatur.adapters.channels.schema import read_channel

    table = _parse("own.toml", OWN.encode())
    (table["parts"][0] if deep else table)[key] = value
    table["extends"] = "sms"
    with suppress(ProfileError):
        read_channel("own.toml", _extended("own.toml", table, {"sms": _parse("own.toml", OWN.encode())}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(at=st.integers(0, len(OWN)), noise=st.binary(max_size=6), cut=st.integers(0, 12))
def test_no_damage_to_a_file_makes_the_loader_stumble(tmp_path: Path, at: int, noise: bytes, cut: int) -> None:
    data = OWN.encode()
    file = written(tmp_path, data[:at] + noise + data[at + cut :])
    with suppress(ProfileError):
        load_channels(file)


def test_a_folder_of_own_channels_that_is_empty_now_leaves_the_shipped_ones(tmp_path: Path) -> None:
    folder = tmp_path / "channels"
    folder.mkdir()
    assert known_channels(Settings(channels_folder=str(folder))) == known_channels(Settings())
    with pytest.raises(ProfileError, match="no channel file or folder"):
        known_channels(Settings(channels_folder=str(tmp_path / "gone")))
