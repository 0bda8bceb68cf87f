"""Styles, scripts and pictures: read once, served from memory, named by their content so that browsers keep them."""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import Response

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
FOR_EVER = "public, max-age=31536000, immutable"
PACKAGE, BOARD = "klaviatur.doors.site", "klaviatur.doors.web"
SHARED = ("looks.css", "evidence.js")  # of the static board

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out."""

    data: bytes
    packed: bytes
    media_type: str
    version: str  # of its content, 12 hex digits


@router.get("/static/{name:path}")
def serve_asset(request: Request, name: str) -> Response:
    """Return a file of ours, kept by the browser for ever where the address names its version."""
    asset = _assets().get(name)
    if asset is None:
        return Response("Not found\n", 404, media_type="text/plain")
    headers = {"Vary": "Accept-Encoding", "ETag": f'"{asset.version}"'}
    headers["Cache-Control"] = FOR_EVER if request.query_params.get("v") == asset.version else "no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.data, headers=headers, media_type=asset.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(asset.packed, headers=headers, media_type=asset.media_type)


def address_of(name: str) -> str:
    """Return the address of a file: "site.css", of a place "review/review.js", of the static board "looks.css"."""
    return f"/static/{name}?v={_assets()[name].version}"


@cache
def _assets() -> dict[str, Asset]:
    root = files(PACKAGE)
    found = {**dict(_files(root / "static", PurePosixPath())), **dict(_files(root / "pages", PurePosixPath()))}
    found |= {name: (files(BOARD) / name).read_bytes() for name in SHARED}
    return {name: _asset(PurePosixPath(name).suffix, data) for name, data in found.items()}


def _files(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _files(item, path / item.name)
        elif PurePosixPath(item.name).suffix in TYPES:
            yield str(path / item.name), item.read_bytes()


def _asset(suffix: str, data: bytes) -> Asset:
    return Asset(data, gzip.compress(data, mtime=0), TYPES[suffix], hashlib.sha256(data).hexdigest()[:12])
