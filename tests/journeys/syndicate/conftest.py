"""The same workspaces and people as in the journeys of the workspace."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "workspace"))

from tests.journeys.workspace.conftest import begun, come, serve

__all__ = ["begun", "come", "serve"]
