"""The site over a desk on disk, asked as a browser asks."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from klaviatur.doors.site import create_app
from klaviatur.settings import Settings


@pytest.fixture
def nobody() -> Iterator[TestClient]:
    """A browser in which nobody has signed in."""
    app = create_app(None, None, Settings())
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
