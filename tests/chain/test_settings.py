"""Settings come from the environment, a file, or a default, and say so when they are wrong."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from klaviatur.errors import SettingError
from klaviatur.settings import Settings, WriterSettings, pick_writer, read_settings, settings_of, zone_of


def write(folder: Path, text: str) -> Path:
    (folder / "klaviatur.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_file_and_environment_every_setting_has_its_default(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path) == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    folder = write(tmp_path, 'voice = "ours.toml"\nwriter_retries = 5\n')
    settings = read_settings({"KLAVIATUR_WRITER_RETRIES": "1"}, folder)
    assert (settings.voice, settings.writer_retries) == ("ours.toml", 1)


@pytest.mark.parametrize(("raw", "value"), [("0", False), ("no", False), ("True", True), ("yes", True)])
def test_a_truth_value_is_read_in_its_usual_spellings(raw: str, value: bool, tmp_path: Path) -> None:
    assert read_settings({"KLAVIATUR_WRITER_STREAM": raw}, tmp_path).writer_stream is value


@pytest.mark.parametrize(
    ("name", "raw"),
    [("WRITER_TIMEOUT_S", "soon"), ("WRITER_RETRIES", "-1"), ("WRITER_STREAM", "perhaps"), ("SOURCE_MAX_BYTES", "1.5")],
)
def test_a_value_of_the_wrong_kind_is_named(name: str, raw: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=name.lower()):
        read_settings({"KLAVIATUR_" + name: raw}, tmp_path)


def test_an_unknown_setting_in_the_file_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"'voise'.*voice"):
        read_settings({}, write(tmp_path, 'voise = "x"'))


def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"klaviatur.toml.*Invalid value"):
        read_settings({}, write(tmp_path, "voice = "))


def test_a_writer_of_the_file_takes_its_key_from_the_environment(tmp_path: Path) -> None:
    table = '[writers.house]\nurl = "http://127.0.0.1:9/v1"\nmodel = "m"\nkey_variable = "HOUSE_KEY"\nparallel = 2\n'
    settings = read_settings({"HOUSE_KEY": "secret"}, write(tmp_path, table))
    assert pick_writer(settings, "house") == WriterSettings(
        "house", url="http://127.0.0.1:9/v1", model="m", key="secret", parallel=2
    )


def test_a_key_never_shows_in_a_representation(tmp_path: Path) -> None:
    settings = read_settings({"KLAVIATUR_WRITER_KEY": "topsecret", "KLAVIATUR_WRITER_URL": "http://x/v1"}, tmp_path)
    assert "topsecret" not in repr(settings)
    assert "topsecret" not in repr(pick_writer(settings, "model"))
    assert pick_writer(settings, "model").key == "topsecret"


def test_an_unknown_writer_is_answered_with_the_known_names_and_the_way_to_add_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"'gpt'.*embedded, local, model.*\[writers.gpt\]"):
        pick_writer(read_settings({}, tmp_path), "gpt")


@pytest.mark.parametrize(("written", "meant"), [("du", "du"), ("Du", "du"), ("sie", "Sie"), ("Sie", "Sie")])
def test_the_interface_says_du_or_sie_however_that_is_written(written: str, meant: str, tmp_path: Path) -> None:
    assert read_settings({"KLAVIATUR_INTERFACE_ADDRESS": written}, folder=tmp_path).interface_address == meant


def test_a_setting_with_few_values_takes_no_other_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="must be one of: Sie, du"):
        read_settings({"KLAVIATUR_INTERFACE_ADDRESS": "ihr"}, folder=tmp_path)


def test_a_workspace_has_the_settings_of_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ws").mkdir()
    write(tmp_path / "ws", 'voice = "ours.toml"\n')
    write(tmp_path, 'workspace = "ws"\nvoice = "theirs.toml"\n')
    monkeypatch.chdir(tmp_path)
    place, settings = settings_of()
    assert (place, settings.voice) == (Path("ws"), "ours.toml")
    assert settings_of("elsewhere")[1].voice == "theirs.toml"
    assert settings_of("ws", Settings(voice="given.toml"))[1].voice == "given.toml"


def test_places_a_workspace_names_lie_in_it_from_wherever_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ws" / "ours").mkdir(parents=True)
    write(tmp_path / "ws", 'outputs_folder = "ours"\nchannels_folder = "elsewhere"\n')
    monkeypatch.chdir(tmp_path)
    settings = settings_of("ws")[1]
    assert (Path(settings.outputs_folder), settings.channels_folder) == (Path("ws", "ours"), "elsewhere")


def test_the_time_zone_of_the_team_is_a_setting_of_its_workspace(tmp_path: Path) -> None:
    assert zone_of(read_settings({}, tmp_path)) is None  # the machine's own
    settings = read_settings({}, write(tmp_path, 'time_zone = "Europe/Berlin"'))
    assert zone_of(settings) == ZoneInfo("Europe/Berlin")
    assert settings_of(tmp_path)[1].time_zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("europe/berlin", "Did you mean Europe/Berlin?"),
        ("Berlin", "Did you mean Europe/Berlin?"),
        ("New York", "Did you mean America/New_York?"),
        ("Mitteleuropa", "Write its name as in Europe/Berlin"),
        ("Europe", "Write its name"),
        ("../etc/passwd", "Write its name"),
        ("a\0b", "Write its name"),
    ],
)
def test_a_time_zone_that_does_not_exist_is_named_with_the_next_step(name: str, advice: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=re.escape(advice)) as said:
        read_settings({"KLAVIATUR_TIME_ZONE": name}, tmp_path)
    assert repr(name) in str(said.value)
