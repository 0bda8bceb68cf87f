"""Where profiles of outputs are found: those that ship with the package, then the user's own, which replace them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from klaviatur.adapters.outputs.deriving import Raw, derived, with_rules
from klaviatur.adapters.outputs.schema import NAME, read_profile
from klaviatur.adapters.outputs.terms import with_terms
from klaviatur.errors import ProfileError
from klaviatur.records import OutputProfile

MAX_BYTES = 1_000_000
_NAMED = re.compile(r"""^\s*name\s*=\s*["']([^"']*)["']""", re.MULTILINE)  # in a file that is no TOML
_BUILT_IN = files("klaviatur.adapters.outputs").joinpath("profiles")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Profiles by name, and by name (that of the file, where none can be read) why others cannot be used."""

    profiles: Mapping[str, OutputProfile]
    wrong: Mapping[str, str]


def load_outputs(folder: Path | None = None) -> dict[str, OutputProfile]:
    """Return all outputs by name: the built-in ones, and those of a folder, which replace those of the same name.

    Raises ProfileError with file, key and next step for the first mistake found.
    """
    if folder is None:
        return _built_in().copy()
    loaded = load_each(folder)
    for why in loaded.wrong.values():
        raise ProfileError(why)
    return dict(loaded.profiles)


def load_each(folder: Path) -> Loaded:
    """Return all outputs, those of a folder as far as they can be used; none takes the place of one that cannot.

    Raises ProfileError where there is no such folder.
    """
    known, wrong = _built_in().copy(), dict[str, str]()
    own = {file: tables for file in _files(folder) if (tables := _tables_or_wrong(file, wrong)) is not None}
    by_name = {**_shipped(), **{str(tables.get("name")): tables for tables in own.values()}}
    for file, tables in own.items():
        others = {name: others for name, others in by_name.items() if others is not tables}
        try:
            profile = _profile(str(file), tables, {**_shipped(), **others})
        except ProfileError as error:
            wrong[_called(file, tables.get("name"))] = str(error)
        else:
            known[profile.name] = profile
    return Loaded({name: known[name] for name in sorted(known.keys() - wrong)}, wrong)


def _tables_or_wrong(file: Path, wrong: dict[str, str]) -> Raw | None:
    """Return the tables of a file; why they cannot be read is put to what is wrong."""
    data = b""
    try:
        data = _read(file)
        return _tables(str(file), data)
    except ProfileError as error:
        said = _NAMED.search(data.decode("utf-8", "replace").partition("\n[")[0])
        wrong[_called(file, said and said[1])] = str(error)
    return None


def _called(file: Path, name: object) -> str:
    """Return the name of an output that cannot be used: what its file says it is, else that of the file."""
    return name if isinstance(name, str) and NAME.fullmatch(name) else file.stem


@cache
def _built_in() -> dict[str, OutputProfile]:
    profiles = [_profile(f"{name}.toml", tables, _shipped()) for name, tables in _shipped().items()]
    return {profile.name: profile for profile in sorted(profiles, key=lambda profile: profile.name)}


@cache
def _shipped() -> dict[str, Raw]:
    """Return the tables of the profiles that ship with the package, by the names of their files."""
    items = {item.name: item for item in _BUILT_IN.iterdir() if item.name.endswith(".toml")}
    names = sorted(name for name in items if not name.startswith("_"))
    return {name.removesuffix(".toml"): _tables(name, items[name].read_bytes()) for name in names}


@cache
def _of_all() -> Raw:
    """Return the rules and terms of all profiles."""
    tables = _tables("_all.toml", _BUILT_IN.joinpath("_all.toml").read_bytes())
    return {**tables, **with_terms("_all.toml", {"rule": tables["rule"]}, tables["terms"])}


def _profile(place: str, tables: Raw, others: Mapping[str, Raw]) -> OutputProfile:
    of_all = _of_all()
    whole = with_terms(place, derived(place, tables, others.get), of_all["terms"])
    return read_profile(place, with_rules(whole, of_all["rule"]))


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ProfileError(f"There is no folder of outputs at {str(folder)!r}. Correct the setting outputs_folder.")
    return sorted(folder.glob("*.toml"))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProfileError(f"Output file {str(file)!r} cannot be read: {error.strerror}. Check its rights.") from error
    if len(data) > MAX_BYTES:
        raise ProfileError(f"Output file {str(file)!r} is larger than {MAX_BYTES:,} bytes, so it is no profile.")
    return data


def _tables(place: str, data: bytes) -> Raw:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"Output file {place!r} is not UTF-8 text. Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"Output file {place!r} is not valid TOML: {error}. Correct that line.") from error
