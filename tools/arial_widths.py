"""Regenerates arial_widths.txt and arial_kerning.txt in src/klaviatur/text, measured on Liberation Sans.

Liberation Sans (SIL Open Font License) has the same advance widths as Arial by design. Needs fontTools (a development
dependency) and the font (Debian: fonts-liberation). Usage: python tools/arial_widths.py [FONT.ttf]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
TARGET = Path(__file__).resolve().parent.parent / "src/klaviatur/text"
MAX_RUN = 64
WIDTHS_HEAD = """\
# Advance widths of Arial in units of 1/2048 em, measured on Liberation Sans {version} by tools/arial_widths.py.
# A line: first code point in hex, then the widths of it and its followers; "n*width" repeats.
"""
KERNING_HEAD = """\
# Kerning of Arial in units of 1/2048 em, measured on Liberation Sans {version} by tools/arial_widths.py.
# A line: left code point in hex, then "units:right,right" for each amount.
"""


def widths_of(font: TTFont) -> dict[int, int]:
    """Return the advance width of each code point, in units of the em."""
    metrics = font["hmtx"]
    return {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}


def runs(widths: dict[int, int]) -> Iterator[tuple[int, list[int]]]:
    """Yield (first code point, widths) of the unbroken runs, at most 64 code points each."""
    row: list[int] = []
    first = -1
    for code in sorted(widths):
        if code != first + len(row) or len(row) == MAX_RUN:
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


def kerning_of(font: TTFont) -> dict[int, dict[int, list[int]]]:
    """Return left code point -> units -> right code points."""
    codes: dict[str, list[int]] = {}
    for code, glyph in font.getBestCmap().items():
        codes.setdefault(glyph, []).append(code)
    pairs: dict[int, dict[int, list[int]]] = {}
    for (left, right), units in font["kern"].kernTables[0].kernTable.items():
        for code in codes.get(left, ()):
            pairs.setdefault(code, {}).setdefault(units, []).extend(codes.get(right, ()))
    return pairs


def kerning_line(left: int, amounts: dict[int, list[int]]) -> str:
    """Return one line of the kerning file."""
    groups = (
        f"{units}:{','.join(f'{code:04X}' for code in sorted(right))}" for units, right in sorted(amounts.items())
    )
    return f"{left:04X} {' '.join(groups)}"


def write(name: str, head: str, font: TTFont, lines: list[str]) -> None:
    """Write one table with its head."""
    text = head.format(version=font["name"].getDebugName(5)) + "\n".join(lines) + "\n"
    (TARGET / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write both tables."""
    font = TTFont(sys.argv[1] if len(sys.argv) > 1 else FONT)
    widths = [f"{first:04X} {packed(row)}" for first, row in runs(widths_of(font))]
    write("arial_widths.txt", WIDTHS_HEAD, font, widths)
    kerning = [kerning_line(left, amounts) for left, amounts in sorted(kerning_of(font).items())]
    write("arial_kerning.txt", KERNING_HEAD, font, kerning)


if __name__ == "__main__":
    main()
