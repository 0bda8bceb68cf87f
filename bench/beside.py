"""How long people wait while 800,000 products are brought in: somebody comments beside it, in another process.

Four imports into one workspace on SQLite: new products, the same file again, one product in a hundred with another
name, and all of them with another name. Meanwhile a person writes comments at a desk of their own, one after the other;
what counts is the longest wait. Seconds of the imports are those with the person beside.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

import klaviatur
from bench._common import ROOT, as_installed, data, quantile, verdict
from bench.collect import write_files
from klaviatur.records import Actor, MemberRole

GOAL_S = 1.0
PAUSE_S = 0.05  # between two comments
FILES = {"new": "off.csv", "again": "off.csv", "1 % changed": "changed.csv", "all changed": "renamed.csv"}
ANNA = Actor("anna", frozenset({MemberRole.AUTHOR, MemberRole.REVIEWER}))


def main() -> int:
    source = data("pxm", "off_de", "off_scale_100k.csv.gz")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rows = write_files(source, folder)
        rename_all(folder)
        print(f"{rows:,} rows; waits of somebody who comments, in ms")
        print(f"{'':16}{'import s':>9}{'comments':>10}{'p50':>8}{'p95':>8}{'longest':>9}")
        held = [beside(name, file, folder) for name, file in FILES.items()]
    return 0 if all(held) else 1


def rename_all(folder: Path) -> None:
    frame = pl.read_csv(folder / "off.csv", infer_schema=False)
    name = frame.columns[1]
    frame.with_columns(pl.concat_str(pl.col(name).fill_null(""), pl.lit(" anders"))).write_csv(folder / "renamed.csv")


def beside(name: str, file: str, folder: Path) -> bool:
    """Bring a file in, in a process of its own, while this one comments; print and judge the waits."""
    waits: list[float] = []
    command = [sys.executable, "-m", "bench.beside", str(folder / "workspace"), str(folder / file)]
    with klaviatur.open_desk(folder / "workspace") as desk:
        text = desk.add_text(ROOT / "examples" / "pressetext_de.md", by=ANNA)
        (variant,) = desk.play("text", text.key, channels=["linkedin"], by=ANNA)
        begun = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=as_installed(folder)) as importing:
            while importing.poll() is None:
                asked = time.perf_counter()
                desk.comment(variant.id, "Stimmt das?", by=ANNA)
                waits.append((time.perf_counter() - asked) * 1000)
                time.sleep(PAUSE_S)
            said = json.loads(importing.stdout.read()) if importing.stdout else {}
    took = time.perf_counter() - begun
    held = max(waits) <= GOAL_S * 1000
    told = "".join(f"{quantile(waits, share):>8.0f}" for share in (0.5, 0.95))
    print(f"{name:16}{took:>9.1f}{len(waits):>10,}{told}{max(waits):>9.0f}  {verdict(holds=held)}  {said}", flush=True)
    return held


def bring(workspace: str, file: str) -> None:
    with klaviatur.open_workspace(workspace) as opened:
        report = opened.collect([file], source="off").imports[0]
    names = ("written", "unchanged", "created", "changed")
    print(json.dumps({name: getattr(report, name) for name in names}))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        bring(*sys.argv[1:])
    else:
        sys.exit(main())
