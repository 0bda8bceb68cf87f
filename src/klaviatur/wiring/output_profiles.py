"""The profiles of outputs a workspace has, those that ship and its own: what is wrong with one stops no other."""

from functools import cache
from pathlib import Path

from klaviatur.adapters.outputs import load_outputs
from klaviatur.adapters.outputs.loading import Loaded, load_each
from klaviatur.errors import ProfileError, SettingError
from klaviatur.records import OutputProfile
from klaviatur.settings import Settings
from klaviatur.syndicate.planning import check_profile


def profiles_of(folder: Path, settings: Settings) -> Loaded:
    """Return all profiles by name, and what is wrong with others. Raises ProfileError where their folder is not there.

    It is the same object as long as no file of the folder is another one.
    """
    own = settings.outputs_folder
    if not own:
        return _shipped()
    place = folder / own if (folder / own).exists() else Path(own)
    return _with_own(place, tuple(_mark(file) for file in sorted(place.glob("*.toml"))))


def gone_profile(name: str) -> ProfileError:
    """Return what is wrong with an output that is on and has no profile any more."""
    return ProfileError(
        f"The output {name!r} is on, and there is no profile of this name any more. Put its file back into the folder "
        f"of the setting outputs_folder, or switch it off: klaviatur outputs off {name} --by NAME"
    )


@cache
def _shipped() -> Loaded:
    return Loaded(load_outputs(), {})


@cache
def _with_own(folder: Path, _: tuple[tuple[str, int, int], ...]) -> Loaded:
    """Return all profiles, those of a folder checked; read anew where a file of it is another one."""
    loaded, built_in = load_each(folder), load_outputs()
    profiles, wrong = dict(loaded.profiles), dict(loaded.wrong)
    for name, profile in loaded.profiles.items():
        if built_in.get(name) != profile and (why := _why_wrong(profile)):
            profiles.pop(name)
            wrong[name] = why
    return Loaded(profiles, wrong)


def _why_wrong(profile: OutputProfile) -> str:
    """Return why a profile cannot be run whatever its settings are, "" where it can."""
    try:
        check_profile(profile)
    except (ProfileError, SettingError) as error:
        return str(error)
    return ""


def _mark(place: Path) -> tuple[str, int, int]:
    known = place.stat()
    return place.name, known.st_mtime_ns, known.st_size
