"""Writes the tables of docs/outputs.md from profiles and functions. Usage: python tools/output_table.py."""

from pathlib import Path

from klaviatur.adapters.outputs import load_outputs
from klaviatur.records import OutputProfile
from klaviatur.syndicate.functions import FUNCTIONS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "outputs.md"
MARKS = {
    name: (f"<!-- {name}: tools/output_table.py -->\n", f"<!-- end of {name} -->\n") for name in ("outputs", "words")
}


def updated(page: str) -> str:
    """Return the page with the tables as profiles and functions are now."""
    for name, lines in (("outputs", _outputs()), ("words", _words())):
        begin, end = MARKS[name]
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}{lines}{end}{rest.partition(end)[2]}"
    return page


def _outputs() -> str:
    head = "| output | file | fields | needs | may be set |\n|---|---|---|---|---|\n"
    return head + "".join(_row(profile) for profile in load_outputs().values())


def _row(profile: OutputProfile) -> str:
    needed = ", ".join(f"`{need.name}`" for need in profile.needs if need.required)
    others = ", ".join(f"`{need.name}`" for need in profile.needs if not need.required)
    name = f"`{profile.name}` {profile.label.en}"
    return f"| {name} | `{profile.file}` | {len(profile.fields)} | {needed} | {others} |\n"


def _words() -> str:
    rows = (f"| `{one.usage}` | {one.promise} |\n" for one in FUNCTIONS.values())
    return "| written | gives |\n|---|---|\n" + "".join(rows)


def main() -> None:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
