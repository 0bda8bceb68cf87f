"""The code blocks of README and docs run as they stand."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from klaviatur.doors.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "README.de.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(python|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OUTSIDE = ("make ", "git ", "pip ", "apt-get ", "export ", "#")  # tested elsewhere, or not ours to run


def blocks() -> list[tuple[str, str, str]]:
    return [
        (f"{page.relative_to(ROOT)}:{page.read_text(encoding='utf-8')[: m.start()].count(chr(10)) + 1}", m[1], m[2])
        for page in PAGES
        for m in FENCE.finditer(page.read_text(encoding="utf-8"))
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder that has our examples, as a reader of the docs has them."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    return tmp_path


@pytest.mark.parametrize(("place", "kind", "code"), blocks(), ids=[b[0] for b in blocks()])
def test_a_code_block_of_the_docs_runs(
    place: str, kind: str, code: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if kind == "python":
        exec(compile(code, place, "exec"), {"__name__": "__main__"})  # noqa: S102 - our own docs
        return
    for command in shell_commands(code):
        exit_code, output = run(command)
        assert exit_code == 0, f"{place}: {command}\n{output}"


def run(command: list[str]) -> tuple[int, str]:
    """Run a command line; one of ours in this process, which has loaded everything."""
    if command[0] == "klaviatur":
        result = CliRunner().invoke(cli, command[1:])
        return result.exit_code, result.output
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def shell_commands(code: str) -> list[list[str]]:
    """Return the lines of a sh block that call klaviatur, through bash where they have a pipe."""
    lines = [line for line in code.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith(OUTSIDE)]
    return [["bash", "-c", line] if "|" in line or "<" in line else shlex.split(line) for line in lines]


def test_every_page_of_the_docs_is_linked() -> None:
    texts = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    lost = [
        p.name for p in (ROOT / "docs").glob("*.md") if p.name not in texts.replace(p.read_text(encoding="utf-8"), "")
    ]
    assert lost == []


def test_every_relative_link_of_the_docs_leads_somewhere() -> None:
    broken = [
        (page.name, target)
        for page in [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
