"""Runs the pages and the worker of a workspace in one process; imported only where somebody serves."""

import socket
from contextlib import ExitStack
from dataclasses import replace

import click
import uvicorn

from klaviatur.doors.site.app import create_app
from klaviatur.doors.words import language_of
from klaviatur.doors.worker import Worker
from klaviatur.doors.workspace.demo import load_demo
from klaviatur.doors.workspace.patience import MOST_AT_ONCE, PatientProtocol
from klaviatur.doors.workspace.shown import say
from klaviatur.errors import SettingError, WorkspaceError
from klaviatur.settings import settings_of
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import open_members

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run(workspace: str | None, *, host: str, port: int, demo: bool, work: bool) -> int:
    """Serve pages until somebody stops it; return an exit code. Raises SettingError for a port that is taken."""
    _, settings = settings_of(workspace)
    if demo and host not in LOOPBACK:
        raise SettingError("The samples' members have a printed password. Serve them here alone: leave --host out.")
    language = language_of()
    settings = replace(settings, four_eyes=settings.four_eyes or demo)
    with ExitStack() as opened:
        listening = opened.enter_context(_listen(host, port))
        desk = opened.enter_context(open_desk(workspace, settings=settings))
        desk.check_channels(())  # a wrong profile stops the start with its name, not every page later
        members = opened.enter_context(open_members(workspace, settings=settings))
        address = settings.public_url or f"http://{_name(host)}:{listening.getsockname()[1]}"
        worker = Worker(desk) if work else None
        if demo:
            click.echo(load_demo(desk, members, language))
        app = create_app(desk, members, settings, works=worker.works if worker else None)
        if worker and not worker.start():
            click.echo(say("other_worker", language))
        opened.callback(worker.stop if worker else lambda: None)
        if not members.members():
            click.echo(say("first_link", language, link=members.link_address(members.first_link(), address)))
        click.echo(say("serving", language, url=address))
        config = uvicorn.Config(
            app,
            http=PatientProtocol,
            limit_concurrency=MOST_AT_ONCE,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def work(workspace: str | None, *, until_done: bool) -> int:
    """Carry work on until somebody stops it, or until nothing is left; return an exit code. Raises WorkspaceError."""
    with open_desk(workspace, create=False) as desk:
        worker = Worker(desk)
        if not worker.start():
            raise WorkspaceError(f"Another process works for {str(desk.folder)!r} already. One is enough on SQLite.")
        try:
            while not (until_done and worker.wait_ready(0) and worker.done()):
                worker.pause()
        finally:
            worker.stop()
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """Listen from here on: who opens a printed address before the pages are ready waits, and is not turned away."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise SettingError(
            f"{host}:{port} cannot be listened on: {error.strerror}. Take another one: --port"
        ) from error
    return listening


def _name(host: str) -> str:
    """Return what people open: a name, because passkeys know no numbers."""
    if host in LOOPBACK:
        return "localhost"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - only compared
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
