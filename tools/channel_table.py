"""Writes the table of docs/channels.md from the profiles. Usage: python tools/channel_table.py."""

from pathlib import Path

from klaviatur.adapters.channels import load_channels
from klaviatur.records import Channel, Limit, PartProfile

PAGE = Path(__file__).resolve().parent.parent / "docs/channels.md"
BEGIN, END = "<!-- table: tools/channel_table.py -->\n", "<!-- end of table -->\n"
HEAD = (
    "| channel | part | how many | platform's limit | practice | aim | seen at once |\n|---|---|---|---|---|---|---|\n"
)


def table() -> str:
    """Return one row per part, in the order of family and channel name."""
    channels = sorted(load_channels().values(), key=lambda channel: (channel.family, channel.name))
    return HEAD + "".join(_row(channel, part) for channel in channels for part in channel.parts)


def _row(channel: Channel, part: PartProfile) -> str:
    first = f"`{channel.name}` {channel.label.en}" if part is channel.parts[0] else ""
    whole = channel.whole if part is channel.parts[0] else ()
    hard = [_bound(limit) for limit in part.limits if limit.documented]
    hard += [f"{_bound(limit)} in all" for limit in whole if limit.documented]
    soft = [_bound(limit) for limit in part.limits if not limit.documented]
    aim = f"{part.target[0]:,}-{part.target[1]:,}" if part.target else ""
    seen = f"{part.visible:,}" if part.visible else ""
    cells = [first, f"`{part.name}`", _times(part.count), ", ".join(hard), ", ".join(soft), aim, seen]
    return f"| {' | '.join(cells)} |\n"


def _bound(limit: Limit) -> str:
    low, high = limit.minimum, limit.maximum
    size = f"{low:,}-{high:,}" if low and high else f"{high:,}" if high else f"from {low:,}"
    return f"{size} {limit.measure.value}"


def _times(count: tuple[int, int]) -> str:
    return str(count[0]) if count[0] == count[1] else f"{count[0]}-{count[1]}"


def updated(page: str) -> str:
    """Return the page with the table of today."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
