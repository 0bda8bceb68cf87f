"""All settings in one typed list: name, default, unit, one-line help.

A setting is read from the environment (`KLAVIATUR_` + its name in capitals), else from `klaviatur.toml` in the working
folder, else it has its default. Further writers are tables `[writers.NAME]` in `klaviatur.toml`; a key never stands in
that file, only the name of the environment variable that holds it (`key_variable`).
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from klaviatur.errors import SettingError

FILE = "klaviatur.toml"
PREFIX = "KLAVIATUR_"
PLACES = ("voice", "channels_folder", "outputs_folder")  # settings that name a file or folder of a workspace
TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """How to reach one model."""

    name: str
    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    retries: int = 2
    budget_requests: int = 200
    budget_tokens: int = 400_000
    budget_s: float = 600.0
    temperature: float = 0.3
    stream: bool = True
    parallel: int = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting there is; `help` in the metadata is shown by `klaviatur settings`."""

    voice: str = field(default="", metadata={"help": "voice file used when none is named"})
    channels_folder: str = field(default="", metadata={"help": "folder with your own channel profiles (*.toml)"})
    outputs_folder: str = field(default="", metadata={"help": "folder with your own profiles of outputs (*.toml)"})
    output_processes: int = field(
        default=0, metadata={"help": "processes that make large outputs together; 0: one for each core, at most four"}
    )
    workspace: str = field(default="klaviatur-workspace", metadata={"help": "folder that keeps products and mappings"})
    database_url: str = field(
        default="",
        repr=False,
        metadata={"help": "PostgreSQL instead of the workspace's SQLite: postgresql+psycopg://..."},
    )
    four_eyes: bool = field(
        default=False, metadata={"help": "nobody releases a wording that nobody else wrote or sent to review"}
    )
    release_with_passkey: bool = field(default=False, metadata={"help": "a release is signed with a passkey"})
    audit_key: str = field(
        default="",
        repr=False,
        metadata={"help": "secret the audit is chained with; empty: the file audit.key of the workspace"},
    )
    interface_address: str = field(
        default="Sie",
        metadata={"help": "how the German interface addresses its readers: Sie or du", "of": ("Sie", "du")},
    )
    time_zone: str = field(
        default="",
        metadata={
            "help": "time zone of the team, for example Europe/Berlin; empty: the machine's, for days of sales UTC"
        },
    )
    table_max_bytes: int = field(
        default=2_000_000_000, metadata={"unit": "bytes", "help": "largest file of products that is read"}
    )
    source_max_bytes: int = field(default=20_000_000, metadata={"unit": "bytes", "help": "largest source that is read"})
    fetch_timeout_s: float = field(default=20.0, metadata={"unit": "s", "help": "longest wait for a page"})
    writer_url: str = field(default="", metadata={"help": "base URL of an OpenAI-compatible server, ending in /v1"})
    writer_model: str = field(default="", metadata={"help": "name of the model at writer_url"})
    writer_key: str = field(default="", repr=False, metadata={"help": "key for writer_url, empty for none"})
    writer_timeout_s: float = field(default=60.0, metadata={"unit": "s", "help": "longest wait for one answer"})
    writer_retries: int = field(default=2, metadata={"help": "repeats after a failure that may pass"})
    writer_budget_requests: int = field(default=200, metadata={"help": "most requests to the model in one run"})
    writer_budget_tokens: int = field(default=400_000, metadata={"unit": "tokens", "help": "most tokens in one run"})
    writer_budget_s: float = field(default=600.0, metadata={"unit": "s", "help": "longest time with the model"})
    writer_temperature: float = field(default=0.3, metadata={"help": "0 is steady, 1 is free"})
    writer_stream: bool = field(default=True, metadata={"help": "read answers as they are written"})
    writer_parallel: int = field(default=4, metadata={"help": "variants written at the same time"})
    public_url: str = field(
        default="", metadata={"help": "address people open the workspace at, https://...; empty: what the browser says"}
    )
    session_idle_h: int = field(default=12, metadata={"unit": "h", "help": "a session unused for so long has ended"})
    session_days: int = field(default=14, metadata={"unit": "days", "help": "a session ends at the latest after"})
    oidc_issuer: str = field(default="", metadata={"help": "provider of sign-in (OpenID Connect), https://..."})
    oidc_client_id: str = field(default="", metadata={"help": "how that provider knows this workspace"})
    oidc_client_secret: str = field(
        default="", repr=False, metadata={"help": "secret shared with that provider, empty for none"}
    )
    oidc_name: str = field(default="", metadata={"help": "what people call that provider; empty: its address"})
    oidc_join: bool = field(default=False, metadata={"help": "that provider lets in people who were not invited"})
    oidc_roles_claim: str = field(
        default="", metadata={"help": "claim that names the roles of such people; empty: they are analysts"}
    )
    local_model: str = field(default="", metadata={"help": "GGUF file for --writer local (extra klaviatur[local])"})
    taxonomies: str = field(
        default="", metadata={"help": "files or addresses of Google's taxonomy-with-ids.LOCALE.txt, parted by commas"}
    )
    writers: tuple[WriterSettings, ...] = field(default=(), metadata={"help": "tables [writers.NAME]"})


def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Return the settings in force. Raises SettingError for an unknown name or a value of the wrong kind."""
    environment = os.environ if environment is None else environment
    table = _read_file((folder or Path.cwd()) / FILE)
    writers = tuple(_writer(name, values, environment) for name, values in table.pop("writers", {}).items())
    known = {f.name: f for f in fields(Settings)}
    for name in table:
        if name not in known:
            raise SettingError(f"{FILE} has an unknown setting {name!r}. Known: {', '.join(sorted(known))}.")
    settings = Settings(writers=writers)
    for name in known.keys() - {"writers"}:
        raw = environment.get(PREFIX + name.upper(), table.get(name))
        if raw is not None:
            value = _convert(name, raw, type(getattr(settings, name)))
            settings = replace(settings, **{name: _chosen(name, value, known[name].metadata.get("of", ()))})
    zone_of(settings)
    return settings


def zone_of(settings: Settings) -> tzinfo | None:
    """Return the time zone people read and write moments in, None for the machine's own. Raises SettingError."""
    if not settings.time_zone:
        return None
    try:
        return ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(_unknown_zone(settings.time_zone)) from error


def settings_of(folder: str | Path | None = None, settings: Settings | None = None) -> tuple[Path, Settings]:
    """Return where a workspace lies (default: the setting `workspace`), and the settings in force there.

    They come from the workspace's own klaviatur.toml where it has one, else from the working folder's, unless they are
    given. Relative places are those of the workspace, where it has them. Raises SettingError.
    """
    place = Path(folder or (settings or read_settings()).workspace)
    settings = settings or read_settings(folder=place if (place / FILE).is_file() else None)
    named = {name: getattr(settings, name) for name in PLACES}
    own = {name: str(place / value) for name, value in named.items() if value and (place / value).exists()}
    return place, replace(settings, **own)  # type: ignore[arg-type]


def pick_writer(settings: Settings, name: str) -> WriterSettings:
    """Return how to reach the model called `name`; "model" is the one of the writer_* settings."""
    for writer in settings.writers:
        if writer.name == name:
            return writer
    if name == "model" and settings.writer_url:
        own = {f.name: getattr(settings, "writer_" + f.name) for f in fields(WriterSettings) if f.name != "name"}
        return WriterSettings(name, **own)
    names = ", ".join(["embedded", "local", "model", *(w.name for w in settings.writers)])
    raise SettingError(
        f"There is no writer {name!r} to use. Known names: {names}. Set KLAVIATUR_WRITER_URL and "
        f"KLAVIATUR_WRITER_MODEL and use --writer model, or add a table [writers.{name}] with url and model to {FILE}."
    )


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{path.name!r} is not valid TOML: {error}. Mend that line or remove the file.") from error


def _writer(name: str, values: Mapping[str, Any], environment: Mapping[str, str]) -> WriterSettings:
    known = {f.name for f in fields(WriterSettings)} - {"name", "key"} | {"key_variable"}
    wrong = sorted(set(values) - known)
    if wrong:
        raise SettingError(f"[writers.{name}] in {FILE} has unknown names {wrong}. Known: {', '.join(sorted(known))}.")
    key = environment.get(str(values.get("key_variable", "")), "")
    defaults = WriterSettings(name)
    given = {k: v for k, v in values.items() if k != "key_variable"}
    own = {k: _convert(f"writers.{name}.{k}", v, type(getattr(defaults, k))) for k, v in given.items()}
    return replace(defaults, key=key, **own)


def _unknown_zone(name: str) -> str:
    known = {zone.casefold(): zone for zone in available_timezones()}
    if not known:
        return f"Setting 'time_zone' is {name!r}, but this machine knows no time zones. Install the package tzdata."
    wanted = name.strip().replace(" ", "_").casefold()
    meant = known.get(wanted) or next((zone for low, zone in sorted(known.items()) if low.endswith(f"/{wanted}")), "")
    advice = f"Did you mean {meant}?" if meant else "Write its name as in Europe/Berlin, or leave it out."
    return f"Setting 'time_zone' is {name!r}, but no time zone is called that. {advice}"


def _chosen(name: str, value: Any, of: tuple[str, ...]) -> Any:
    """Return a value as a setting with few values spells it. Raises SettingError for any other."""
    known = [one for one in of if one.lower() == str(value).lower()]
    if of and not known:
        raise SettingError(f"Setting {name!r} is {value!r}, but must be one of: {', '.join(of)}. Correct it there.")
    return known[0] if known else value


def _convert(name: str, raw: Any, kind: type) -> Any:
    """Return `raw` as `kind`; text from the environment may spell a truth value as 1/0, true/false, yes/no."""
    try:
        value = TRUTH[str(raw).lower()] if kind is bool else kind(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise SettingError(f"Setting {name!r} is {raw!r}, but must be a {kind.__name__}. Correct it there.") from error
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        raise SettingError(f"Setting {name!r} is {raw!r}, but must not be negative. Correct it there.")
    return value
