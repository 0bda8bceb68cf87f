"""Time zones come along: a machine without any of its own knows when a sale ends."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
from datetime import UTC, datetime
from klaviatur.settings import Settings, zone_of
from klaviatur.syndicate.outgoing import outgoing_of
from klaviatur.syndicate.sales import Moment
import zoneinfo
assert not zoneinfo.TZPATH
print(datetime(2027, 7, 1, tzinfo=UTC).astimezone(zone_of(Settings(time_zone="Europe/Berlin"))).isoformat())
"""


def test_a_machine_that_knows_no_time_zones_has_ours() -> None:
    environment = {**os.environ, "PYTHONTZPATH": ""}
    asked = subprocess.run([sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=False)
    assert (asked.stdout.strip(), asked.stderr) == ("2027-07-01T02:00:00+02:00", "")


def test_the_time_zones_are_installed_wherever_klaviatur_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [one for one in project["dependencies"] if one.startswith("tzdata")]
    assert named
    assert all(";" not in one for one in named)  # slim images lack them on every system
    for lock in ("play.lock", "dev.lock"):
        lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith("tzdata==") and line.endswith(" \\") and ";" not in line]
