"""kill -9 at 50 random points while a batch is composed and while files are imported, on SQLite and on PostgreSQL.

What the tests do at fewer points: afterwards nothing is lost and nothing is there twice, the audit included.
"""

import os
import subprocess
import sys

from bench._common import ROOT, verdict

KILLS = 50
TESTS = ("a_batch_survives", "an_import_survives")
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    held = [killed(test, database) for test in TESTS for database in DATABASES]
    return 0 if all(held) else 1


def killed(test: str, database: str) -> bool:
    """Run one test with many kills, and print whether it held."""
    chosen = [str(ROOT.joinpath("tests", "work", "test_killed_work.py")), "-k", f"{test} and {database}"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", *chosen]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"KLAVIATUR_KILLS": str(KILLS)}, capture_output=True, text=True, check=False
    )
    print(f"{test.replace('_', ' '):24}{database:12}{KILLS:>4} kills  {verdict(holds=not done.returncode)}", flush=True)
    print(done.stdout.strip().rpartition("\n")[2] if not done.returncode else done.stdout, flush=True)
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())
