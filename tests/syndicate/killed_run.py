"""A process that runs outputs with two others and is killed -9 once the first part is written.

python -m tests.syndicate.killed_run WORKSPACE PROFILES
"""

import os
import signal
import sys
from pathlib import Path

from tests.syndicate.catalogues import ANNA

import klaviatur
from klaviatur.chain import syndicating
from klaviatur.settings import Settings

PART = 20  # products that are worked on at a time: a small catalogue needs several


def main() -> None:
    syndicating.STRETCH = PART
    folder, profiles = Path(sys.argv[1]), sys.argv[2]
    database = os.environ.get("KLAVIATUR_DATABASE_URL", "")
    settings = Settings(outputs_folder=profiles, output_processes=2, database_url=database)
    with klaviatur.open_syndication(folder, settings=settings) as syndication:
        syndication.run(full=True, progress=_die, by=ANNA)


def _die(done: int, products: int) -> None:
    if done < products:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
