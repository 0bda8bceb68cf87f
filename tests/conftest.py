"""What all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder with real data of others; tests skip without it."""
    folder = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"No test data at {str(folder)!r}; set KLAVIATUR_TEST_DATA to the folder that holds it.")
    return folder
