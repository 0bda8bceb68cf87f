"""Regenerates src/klaviatur/text/arial_widths.txt: advance widths of Arial, measured on Liberation Sans.

Liberation Sans (SIL Open Font License) has the same advance widths as Arial by design. Needs fontTools (a development
dependency) and the font (Debian: fonts-liberation). Usage: python tools/arial_widths.py [FONT.ttf]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
TARGET = Path(__file__).resolve().parent.parent / "src/klaviatur/text/arial_widths.txt"
HEAD = """\
# Advance widths of Arial in units of 1/2048 em, measured on Liberation Sans {version} by tools/arial_widths.py.
# A line: first code point in hex, then the widths of it and its followers; "n*width" repeats.
"""


def widths_of(font: TTFont) -> dict[int, int]:
    """Return the advance width of each code point, in units of the em."""
    metrics = font["hmtx"]
    return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}


def runs(widths: dict[int, int]) -> Iterator[tuple[int, list[int]]]:
    """Yield (first code point, widths) of the unbroken runs, at most 16 code points each."""
    row: list[int] = []
    first = -1
    for code in sorted(widths):
        if code != first + len(row) or len(row) == 64:
            if row:
                yield first, row
            first, row = code, []
        row.append(widths[code])
    yield first, row


def packed(row: list[int]) -> str:
    """Return the widths with repetitions as "n*width"."""
    groups: list[list[int]] = []
    for width in row:
        if groups and groups[-1][1] == width:
            groups[-1][0] += 1
        else:
            groups.append([1, width])
    return " ".join(str(width) if times == 1 else f"{times}*{width}" for times, width in groups)


def main() -> None:
    """Write the table."""
    font = TTFont(sys.argv[1] if len(sys.argv) > 1 else FONT)
    version = font["name"].getDebugName(5)
    lines = [f"{first:04X} {packed(row)}" for first, row in runs(widths_of(font))]
    TARGET.write_text(HEAD.format(version=version) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
