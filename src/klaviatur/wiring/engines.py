"""Picks the engine that works on whole catalogues."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from klaviatur.adapters.engines import LocalEngine
from klaviatur.errors import SettingError
from klaviatur.ports import Engine


@contextmanager
def running(engine: str | Engine) -> Iterator[Engine]:
    """Give the engine of a name; one that was started here is ended here. Raises SettingError."""
    if not isinstance(engine, str):
        yield engine
    elif engine == "local":
        yield LocalEngine()
    elif engine == "ray" or engine.startswith("ray://"):
        yield from _ray(engine)
    else:
        raise SettingError(f"There is no engine {engine!r}. Known: local, ray, ray://HOST:PORT.")


def _ray(engine: str) -> Iterator[Engine]:
    try:
        module = import_module("klaviatur.adapters.engines.ray")
    except ImportError as error:
        raise SettingError(
            f"The engine 'ray' needs {error.name!r}, which is not installed. Install it: pip install 'klaviatur[ray]'"
        ) from error
    runs = module.RayEngine(engine if "://" in engine else None)
    try:
        yield runs
    finally:
        runs.close()
