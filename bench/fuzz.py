"""10,000 broken files of every kind: nothing but a clear refusal or a report that adds up comes out."""

import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import klaviatur
from bench._common import verdict
from bench._files import broken, seeds
from klaviatur.errors import KlaviaturError

FILES = 10_000
SEED = 20261122
KEPT = Path(tempfile.gettempdir()) / "klaviatur-fuzz"  # the files that were not read as they should


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    kinds, outcomes = seeds(), Counter[str]()
    faults: list[str] = []
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, klaviatur.open_workspace(Path(folder)) as workspace:
        for number in range(files):
            chance = random.Random(f"{SEED} {number}")
            name = chance.choice(sorted(kinds))
            data = broken(kinds[name], chance)
            outcome = collected(workspace, data, name)
            outcomes[outcome.partition(":")[0]] += 1
            if outcome.startswith(("crash", "lost")):
                faults.append(f"{number} {name}: {outcome}")
                print(faults[-1], flush=True)
                KEPT.mkdir(exist_ok=True)
                (KEPT / f"{number}-{name}").write_bytes(data)
    print(f"{files:,} broken files of {len(kinds)} kinds in {time.perf_counter() - begun:.0f} s: {dict(outcomes)}")
    print(f"crashes and lost rows: {len(faults)} (goal 0): {verdict(holds=not faults)}")


def collected(workspace: "klaviatur.Workspace", data: bytes, name: str) -> str:
    """Return "read", "refused", or what went wrong."""
    try:
        done = workspace.collect_from(io.BytesIO(data), name=name, dry_run=True)
    except KlaviaturError as error:
        return "refused" if str(error).count("\n") == 0 else f"crash: a refusal of several lines: {error}"
    except Exception as error:  # noqa: BLE001 - what a benchmark counts must not end it
        return f"crash: {type(error).__name__}: {error}"
    short = [one for one in done.imports if one.rows != one.written + one.unchanged + one.rejected]
    return f"lost: {short[0]}" if short else "read"


if __name__ == "__main__":
    main()
