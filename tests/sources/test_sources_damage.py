"""Damaged files are read or refused, never anything else."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klaviatur.adapters.sources import read_stream
from klaviatur.collect import parse
from klaviatur.errors import SourceError

RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_damaged_word_file_is_read_or_refused(word_file: bytes, place: int, byte: int, cut: int) -> None:
    damaged = bytearray(word_file)
    damaged[place % len(damaged)] = byte
    _read_or_refuse(bytes(damaged), "a.docx")
    _read_or_refuse(bytes(damaged[: cut % len(damaged)]), "a.docx")


@RELAXED
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=6), st.integers(0, 10_000))
def test_a_damaged_pdf_is_read_or_refused(plain_pdf: bytes, place: int, noise: bytes, cut: int) -> None:
    place %= len(plain_pdf)
    damaged = plain_pdf[:place] + noise + plain_pdf[place + len(noise) :]
    _read_or_refuse(damaged, "a.pdf")
    _read_or_refuse(plain_pdf[: cut % len(plain_pdf)], "a.pdf")


@RELAXED
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul><li>",
                "</b>",
                "<table><tr><td>",
                "<a href='x'>",
                "<br>",
                "&amp;",
                "<!--",
                "<h1>",
                "Wort ",
                "<div class=nav>",
            ]
        ),
        max_size=30,
    )
)
def test_a_damaged_page_is_read_or_refused(parts: list[str]) -> None:
    _read_or_refuse(("<html><body>" + "".join(parts)).encode(), "a.html")


def _read_or_refuse(data: bytes, name: str) -> None:
    try:
        source = parse(read_stream(data, name=name))
    except SourceError as error:
        assert "try" in str(error) or "." in str(error)  # noqa: PT017 - every other error would fail the test
        return
    assert all(source.text[s.span.start : s.span.end] == s.text for s in source.sentences)
