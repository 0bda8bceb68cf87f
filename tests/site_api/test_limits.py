"""The API takes no more than it says: what is too large is told as 413, before it is read where its length is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from klaviatur.doors.site.app import create_app
from klaviatur.doors.site.security import FILES_AT_ONCE, FORM_BYTES
from klaviatur.settings import Settings
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.members import open_members

PROBLEM = "application/problem+json"
MOST = 50_000
FORM = "multipart/form-data; boundary=edge"
UPLOADS = {"/api/texts/files": MOST * FILES_AT_ONCE + FORM_BYTES, "/api/works/collect": MOST + FORM_BYTES}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An API that takes files of 50,000 bytes."""
    folder = tmp_path_factory.mktemp("narrow") / "workspace"
    settings = Settings(source_max_bytes=MOST, table_max_bytes=MOST)
    with open_desk(folder, settings=settings) as desk, open_members(folder, settings=settings) as members:
        members.redeem(members.first_link(), "ein langes Wort im Wind", name="anna", shown="Anna")
        scopes = ("read", "write", "review", "release", "admin")
        members.change_roles("anna", ["admin", "author"], by=members.actor("anna"))
        secret = members.make_token("anna", scopes, by=members.actor("anna"))[1]
        app = create_app(desk, members, settings)
        with TestClient(app, headers={"Authorization": f"Bearer {secret}"}, raise_server_exceptions=False) as client:
            yield client


def _form(size: int) -> bytes:
    head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="text.md"\r\n\r\n'
    return head.encode() + b"x" * size + b"\r\n--edge--\r\n"


def _in_pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 65_536] for at in range(0, len(data), 65_536))


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize("told", [True, False])
def test_a_file_that_is_too_large_is_a_problem_whether_its_length_is_told_or_not(
    narrow: TestClient, path: str, told: bool
) -> None:
    data = _form(UPLOADS[path] + 1)
    sent = data if told else _in_pieces(data)
    refused = narrow.post(path, content=sent, headers={"content-type": FORM})
    assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)
    problem = refused.json()
    assert (problem["status"], problem["title"], problem["instance"]) == (413, "Too large", path)
    assert f"{UPLOADS[path]:,}" in problem["detail"]
    assert "default-src" in refused.headers["content-security-policy"]


@pytest.mark.parametrize("told", [True, False])
def test_json_that_is_too_large_is_a_problem_too(narrow: TestClient, told: bool) -> None:
    data = b'{"text": "' + b"x" * (FORM_BYTES + 1) + b'"}'
    sent = data if told else _in_pieces(data)
    refused = narrow.post("/api/texts", content=sent, headers={"content-type": "application/json"})
    assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)


def test_a_file_of_the_size_that_is_taken_is_taken(narrow: TestClient) -> None:
    text = ("Der Markt öffnet am Samstag. " * 1_000).encode()
    taken = narrow.post("/api/texts/files", files={"file": ("markt.md", text[: MOST // 2], "text/markdown")})
    assert taken.status_code == 201, taken.text


def test_a_file_beyond_the_setting_is_refused_with_the_setting(narrow: TestClient) -> None:
    text = b"Der Markt ist offen. " * (MOST // 10)
    refused = narrow.post("/api/texts/files", files={"file": ("markt.md", text, "text/markdown")})
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    table = narrow.post("/api/works/collect", files={"file": ("markt.csv", text, "text/csv")})
    assert (table.status_code, "table_max_bytes" in table.json()["detail"]) == (422, True)


def test_what_is_said_to_be_small_and_is_not_is_cut_off(narrow: TestClient, tmp_path: Path) -> None:
    place = tmp_path / "large.md"
    place.write_bytes(_form(UPLOADS["/api/texts/files"] + 1))
    with place.open("rb") as file:
        refused = narrow.post("/api/texts/files", content=file, headers={"content-type": FORM, "content-length": "10"})
    assert refused.status_code == 413
