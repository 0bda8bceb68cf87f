"""A column named as systems name fields leaves nowhere, until a person says what people call it."""

from pathlib import Path

import klaviatur
from klaviatur.records import Actor, MemberRole

ME = Actor("Lea", frozenset({MemberRole.PUBLISHER, MemberRole.ADMIN}))
ROWS = "sku;name;price;color_scanning;ek_preis;Farbe\nA;Drucker;12,50 EUR;ja;9;rot\nB;Drucker 2;13,50 EUR;nein;8;blau\n"


def leaving(folder: Path) -> str:
    """Collect the file and return what leaves as BMEcat."""
    with klaviatur.open_workspace(folder / "workspace") as workspace:
        assert workspace.collect([folder / "drucker.csv"]).failures == ()
    with klaviatur.open_syndication(folder / "workspace") as syndication:
        syndication.switch("bmecat_2005", on=True, values={"supplier": "Wir"}, by=ME)
        syndication.run(by=ME)
        return b"".join(syndication.feed("bmecat_2005").bytes).decode()


def test_a_label_in_the_mapping_lets_a_column_leave(tmp_path: Path) -> None:
    (tmp_path / "drucker.csv").write_text(ROWS, encoding="utf-8")
    assert "color" not in leaving(tmp_path)
    [file] = (tmp_path / "workspace" / "mappings").glob("*.toml")
    said = file.read_text(encoding="utf-8")
    coded = [part for part in said.split("[columns.") if '# label = "..."' in part]
    assert [part.partition("]")[0] for part in coded] == ['"color_scanning"']
    file.write_text(said.replace('# label = "..."', 'label = "Farbscannen"'), encoding="utf-8")
    text = leaving(tmp_path)
    assert "<FNAME>Farbscannen</FNAME><FVALUE>true</FVALUE>" in text
    assert "<FNAME>Farbscannen</FNAME><FVALUE>false</FVALUE>" in text
