"""The package as it is shipped."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import klaviatur
import klaviatur.ports
import klaviatur.records

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {
    "Actor", "Channel", "Checked", "Deliveries", "Desk", "Evidence", "Fact", "Finding", "Imported", "KlaviaturError", "MemberRole", "Played", "Product", "Severity",
    "Source", "Syndication", "Variant", "Verdict", "Voice", "Workspace", "open_deliveries", "open_desk", "open_syndication", "open_workspace", "play", "__version__",
}  # fmt: skip


@pytest.mark.parametrize("package", [klaviatur.records, klaviatur.ports])
def test_every_name_of_records_and_protocols_is_there_when_it_is_asked_for(package: ModuleType) -> None:
    assert [name for name in package.__all__ if not hasattr(package, name)] == []
    assert not hasattr(package, "nobody")


def test_a_text_is_played_without_the_rooms_of_members_and_outlets() -> None:
    code = (
        "import sys, klaviatur; import klaviatur.doors.cli; klaviatur.play(b'# Hallo\\n\\nDas Werk liefert 12 Lampen.', channels=['x_post']);"
        "loaded = {'access', 'review', 'syndication'} & {m.rpartition('.')[2] for m in sys.modules if '.records.' in m};"
        "print(sorted(loaded), 'polars' in sys.modules, 'sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False False"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_public_names_are_exactly_these() -> None:
    assert set(klaviatur.__all__) == PUBLIC
    assert all(hasattr(klaviatur, name) for name in PUBLIC)


def test_the_built_wheel_plays_without_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        "import klaviatur, pathlib; p = klaviatur.play(pathlib.Path('text.md'), channels=['x_post', 'press_release']);"
        "assert 'installed' in klaviatur.__file__, klaviatur.__file__; assert all(c.fits for c in p.checked); print('played')"
    )
    text = (ROOT / "examples" / "pressetext_de.md").read_text(encoding="utf-8")
    (tmp_path / "text.md").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "played", done.stderr


def test_the_wheel_carries_every_table_and_the_type_marker(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    package = ROOT / "src" / "klaviatur"
    shipped = [p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    lost = [str(p.relative_to(package.parent)) for p in shipped if str(p.relative_to(package.parent)) not in names]
    assert lost == []
    assert "klaviatur/py.typed" in names


def test_no_tracked_file_names_a_registry_or_an_index() -> None:
    if not shutil.which("git"):
        pytest.skip("No git here: install git to see which files are tracked.")
    hosts = ["py" + "pi.org", "python" + "hosted.org", "registry.npm" + "js"]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    guilty = [
        (name, host)
        for name in listed.split("\0")
        if name and (ROOT / name).is_file()
        for host in hosts
        if host in (ROOT / name).read_text(encoding="utf-8", errors="ignore")
    ]
    assert guilty == []
