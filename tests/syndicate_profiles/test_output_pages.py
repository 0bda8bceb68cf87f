"""docs/outputs.md says what the profiles say."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_those_of_profiles_and_functions() -> None:
    updated = runpy.run_path(str(ROOT / "tools/output_table.py"))["updated"]
    assert updated(PAGE) == PAGE, "run python tools/output_table.py"
