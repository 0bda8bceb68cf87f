"""GET /settings - what is set, to be read; keys and passwords are never shown."""

from dataclasses import dataclass, fields

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import TheDesk
from klaviatur.doors.site.rendering import page
from klaviatur.settings import PREFIX, Settings

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as it is in force."""

    name: str
    variable: str
    value: str  # "" where nothing is set
    number: float | None  # where it is one
    unit: str
    about: str
    changed: bool  # not the default
    secret: bool


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Every setting there is."""

    lines: tuple[Line, ...]
    folder: str


@router.get("/settings")
def show_settings(request: Request, desk: TheDesk) -> Response:
    """Show the settings in force."""
    return page(request, "settings/page.html", SettingsView(lines_of(desk.settings), str(desk.folder)))


def lines_of(settings: Settings) -> tuple[Line, ...]:
    """Return every setting; of a secret only whether it is set."""
    return tuple(_line(settings, one.name) for one in fields(settings) if one.name != "writers")


def _line(settings: Settings, name: str) -> Line:
    field = next(one for one in fields(settings) if one.name == name)
    value = getattr(settings, name)
    shown = "" if not field.repr else "" if value in {"", None} else str(value)
    return Line(
        name=name,
        variable=PREFIX + name.upper(),
        value=shown,
        number=None if isinstance(value, bool) or not isinstance(value, int | float) else value,
        unit=str(field.metadata.get("unit", "")),
        about=str(field.metadata.get("help", "")),
        changed=value != field.default,
        secret=not field.repr,
    )
