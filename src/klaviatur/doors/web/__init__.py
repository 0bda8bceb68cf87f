"""The board and the sidecars of a run.

Takes: a `Played`. Gives: one HTML page without network, one JSON record per variant.
Never: a verdict, a count or a finding of its own.
"""

from klaviatur.doors.web.board import render_board
from klaviatur.doors.web.index import render_index
from klaviatur.doors.web.sidecar import sidecar

__all__ = ["render_board", "render_index", "sidecar"]
