"""What leaves, from the command line: outputs switched on and run, outlets set up, wordings delivered, all of it paused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from klaviatur.doors.cli import cli
from klaviatur.wiring.deliveries import open_deliveries

TEXT = """# Bibliothek öffnet am Sonntag

Kassel, 3. März 2027

Die Stadtteilbibliothek öffnet ab dem 4. April 2027 auch sonntags von 13 bis 17 Uhr. Das hat die Stadt am Mittwoch
mitgeteilt. Im ersten Jahr kostet das 18.000 Euro.
"""
TABLE = """Artikelnummer;EAN;Produktname;Beschreibung;Marke;Bild;Link;Verfügbarkeit;Preis
A-1;4006381333931;Feile;Der Griff ist aus Holz.;Holzmann;https://s.example/1.jpg;https://s.example/1;auf Lager;4,90 EUR
A-2;4006381333932;Hammer;Der Stiel ist aus Esche.;Holzmann;;https://s.example/2;auf Lager;14,90 EUR
"""
GOOGLE = "google_merchant"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """A workspace with a released variant, a draft and two products; made once."""
    folder = tmp_path_factory.mktemp("leaving")
    run = _runner(folder)
    run("init", str(folder / "team"), "--admin", "anna")
    (folder / "bibliothek.md").write_text(TEXT, encoding="utf-8")
    (folder / "werkzeug.csv").write_text(TABLE, encoding="utf-8")
    (source,) = data(run("desk", "add", str(folder / "bibliothek.md"), "--by", "anna", "--json"))
    kept = data(run("desk", "play", source["key"], "--channels", "linkedin,sms", "--by", "anna", "--json"))
    released, draft = sorted(kept, key=lambda v: v["channel"])
    run("desk", "release", released["id"], "--wording", released["wording"], "--by", "anna")
    assert run("collect", str(folder / "werkzeug.csv")).exit_code == 0
    return folder, released, draft


def _runner(folder: Path) -> Run:
    env = {"KLAVIATUR_WORKSPACE": str(folder / "team"), "KLAVIATUR_INTERFACE_LANGUAGE": "en"}

    def call(*words: str, **more: Any) -> Result:
        return CliRunner(env=env | more.pop("env", {})).invoke(cli, list(words), **more)

    return call


@pytest.fixture
def run(begun: tuple[Path, dict[str, Any], dict[str, Any]]) -> Run:
    return _runner(begun[0])


@pytest.fixture
def shelf(run: Run, tmp_path: Path) -> Path:
    """A folder as an outlet of this test's own, named like it."""
    done = run("outlets", "add", tmp_path.name.lower(), "--kind", "folder", "--set", f"path={tmp_path}", "--by", "anna")
    assert done.exit_code == 0, done.output
    return tmp_path


def data(result: Result) -> Any:
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.stdout)


def test_outputs_are_listed_switched_on_and_run_and_the_report_adds_up(run: Run, tmp_path: Path) -> None:
    assert "not in use" in run("outputs").stdout
    refused = run("outputs", "on", GOOGLE, "--by", "anna")
    assert refused.exit_code == 2
    assert "base_url" in refused.stderr
    assert run("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--by", "anna").exit_code == 0
    assert "base_url = https://s.example" in run("outputs", "show", GOOGLE).stdout
    done = run("syndicate", "--write", str(tmp_path), "--by", "anna", "--json")
    assert done.exit_code == 1  # something is held back
    told = data(done)
    (one,) = told["runs"]
    assert one["items"] == one["delivered"] + one["held"] == 2
    assert [Path(file).name for file in told["files"]] == ["google_merchant.xml"]
    assert "4006381333931" in (tmp_path / "google_merchant.xml").read_text(encoding="utf-8")
    said = run("syndicate", GOOGLE, "--full", "--by", "anna").stdout
    assert "2 products = 1 in it + 1 held back" in said
    assert f"klaviatur outputs held {GOOGLE}" in said


def test_what_is_held_back_is_explained_and_shown_as_it_would_leave(run: Run) -> None:
    run("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--by", "anna")
    run("syndicate", "--by", "anna")
    held = data(run("outputs", "held", GOOGLE, "--json"))
    assert {one["key"] for one in held if one["severity"] == "block"} == {"A-2"}
    assert "HELD BACK" in run("outputs", "held", GOOGLE).stdout
    why = run("outputs", "why", "A-2").stdout
    assert held[0]["rule"] in why
    assert "4.90 EUR" in run("outputs", "preview", GOOGLE, "A-1").stdout
    assert run("outputs", "parity", GOOGLE).exit_code == 0
    checked = run("syndicate", "--check")
    assert (checked.exit_code, "A-2" in checked.stdout) == (1, True)


def test_a_whole_output_is_put_to_an_outlet_that_takes_files(run: Run, shelf: Path) -> None:
    run("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--by", "anna")
    run("syndicate", "--by", "anna")
    said = run("outputs", "publish", GOOGLE, shelf.name.lower(), "--by", "anna")
    assert (said.exit_code, "google_merchant.xml" in said.stdout) == (0, True)
    (file,) = shelf.rglob("google_merchant.xml")
    assert "4006381333931" in file.read_text(encoding="utf-8")
    refused = run("outputs", "publish", "meta_catalog", shelf.name.lower(), "--by", "anna")
    assert (refused.exit_code, "klaviatur syndicate meta_catalog" in refused.stderr) == (2, True)


def test_an_output_that_is_off_does_not_run(run: Run) -> None:
    run("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--by", "anna")
    run("outputs", "off", GOOGLE, "--by", "anna")
    said = run("syndicate", "--by", "anna")
    assert (said.exit_code, "No output is in use" in said.stdout) == (0, True)


def test_who_is_to_do_it_must_be_named(run: Run, begun: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    for words in (("syndicate",), ("deliver", begun[1]["id"], "nowhere")):
        refused = run(*words)
        assert refused.exit_code == 2
        assert "--by" in refused.output


def test_a_released_wording_is_looked_at_planned_moved_and_cancelled(
    run: Run, shelf: Path, begun: tuple[Path, dict[str, Any], dict[str, Any]]
) -> None:
    variant, outlet = begun[1]["id"], shelf.name.lower()
    assert "18.000" in run("deliver", variant, outlet, "--look").stdout
    (planned,) = data(run("deliver", variant, outlet, "--at", "2099-03-07T06:00", "--by", "anna", "--json"))
    assert "2099-03-07 06:00" in run("deliveries", "--outlet", outlet).stdout
    moved = data(run("deliveries", "move", planned["id"], "2099-03-08T07:30", "--by", "anna", "--json"))
    assert moved["planned_at"] > planned["planned_at"]
    run("deliveries", "cancel", planned["id"], "--why", "Fällt aus.", "--by", "anna")
    (kept,) = data(run("deliveries", "--outlet", outlet, "--state", "cancelled", "--json"))
    assert kept["why"] == "Fällt aus."
    assert run("deliveries", "move", planned["id"], "2099-03-09T06:00", "--by", "anna").exit_code == 2


def test_what_goes_to_many_is_moved_and_cancelled_for_one_or_for_all(
    run: Run, begun: tuple[Path, dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    settings = {"host": "127.0.0.1", "from_address": "presse@example.org", "from_name": "Presse"}
    told = {"unsubscribe_mail": "weg@example.org", "postal": "Kassel", "imprint_url": "https://example.org/i"}
    said = [word for name, value in (settings | told).items() for word in ("--set", f"{name}={value}")]
    assert run("outlets", "add", "viele", "--kind", "mail", *said, "--by", "anna").exit_code == 0
    people = tmp_path / "people.txt"
    people.write_text("anna@x.de\nben@x.de\ncleo@x.de\n", encoding="utf-8")
    (source,) = data(run("desk", "add", str(begun[0] / "bibliothek.md"), "--by", "anna", "--json"))
    (mail,) = data(run("desk", "play", source["key"], "--channels", "newsletter", "--by", "anna", "--json"))
    run("desk", "release", mail["id"], "--wording", mail["wording"], "--by", "anna")
    planned = data(
        run("deliver", mail["id"], "viele", "--at", "2099-03-07T06:00", "--to", str(people), "--by", "anna", "--json")
    )
    moved = run("deliveries", "move", planned[1]["id"], "2099-03-08T06:00", "--all-recipients", "--by", "anna")
    assert moved.stdout.count("2099-03-08 06:00") == 3
    alone = data(run("deliveries", "cancel", planned[0]["id"], "--why", "Ausgetreten.", "--by", "anna", "--json"))
    assert alone["state"] == "cancelled"
    others = run("deliveries", "cancel", planned[1]["id"], "--why", "Fällt aus.", "--all-recipients", "--by", "anna")
    assert others.stdout.count("@x.de") == 2


def test_moments_are_written_and_read_in_the_time_zone_of_the_workspace(
    run: Run, begun: tuple[Path, dict[str, Any], dict[str, Any]], shelf: Path
) -> None:
    outlet, released = shelf.name.lower(), begun[1]["id"]
    there = {"KLAVIATUR_TIME_ZONE": "America/New_York"}
    done = run("deliver", released, outlet, "--at", "2032-01-05T20:30", "--by", "anna", "--json", env=there)
    assert data(done)[0]["planned_at"].startswith("2032-01-06T01:30:00")
    assert "2032-01-05 20:30" in run("deliveries", "--outlet", outlet, env=there).stdout
    assert "2032-01-06 01:30" in run("deliveries", "--outlet", outlet, env={"KLAVIATUR_TIME_ZONE": "UTC"}).stdout
    again = ("deliver", released, outlet, "--at", "2032-01-07T01:30", "--by", "anna")
    assert "for 5 January 2032, 20:30 EST" in run(*again, env=there).stderr
    german = run(*again, "--interface-language", "de", env={"KLAVIATUR_TIME_ZONE": "Europe/Berlin"})
    assert "schon geplant: 6. Januar 2032, 02:30 MEZ" in german.stderr
    wrong = run("deliveries", env={"KLAVIATUR_TIME_ZONE": "Mitteleuropa"})
    assert wrong.exit_code == 2
    assert "no time zone is called that" in wrong.stderr


def test_recipients_come_from_a_table_as_a_spreadsheet_saves_it(run: Run, tmp_path: Path) -> None:
    server = ("--set", "host=127.0.0.1", "--set", "from_address=a@example.org", "--set", "from_name=A")
    run("outlets", "add", "presse", "--kind", "mail", *server, "--by", "anna")
    (kept,) = data(run("desk", "play", "bibliothek.md", "--channels", "press_release", "--by", "anna", "--json"))
    run("desk", "release", kept["id"], "--wording", kept["wording"], "--by", "anna")
    table = "Name;E-Mail Adresse\r\nGroß, Jörg;jörg@x.example\r\nAnna;anna@x.example\r\n"
    (tmp_path / "presse.csv").write_bytes(table.encode("cp1252"))
    planned = ("deliver", kept["id"], "presse", "--at", "2099-03-07T06:00", "--by", "anna", "--json", "--to")
    done = data(run(*planned, str(tmp_path / "presse.csv")))
    assert [(one["recipient"], one["state"]) for one in done] == [
        ("jörg@x.example", "planned"),
        ("anna@x.example", "planned"),
    ]
    again = data(run(*planned, "-", input="Groß, Jörg <jörg@x.example>; anna@x.example"))
    assert [one["id"] for one in again] == [one["id"] for one in done]
    refused = run(*planned, str(tmp_path / "nowhere.csv"))
    assert "nowhere.csv" in refused.stderr


def test_nothing_unreleased_is_planned(
    run: Run, shelf: Path, begun: tuple[Path, dict[str, Any], dict[str, Any]]
) -> None:
    refused = run("deliver", begun[2]["id"], shelf.name.lower(), "--by", "anna")
    assert refused.exit_code == 2
    released = f"klaviatur desk release {begun[2]['id']} --wording {begun[2]['wording']} --by NAME"
    assert released in " ".join(refused.stderr.split())
    assert data(run("deliveries", "--outlet", shelf.name.lower(), "--json")) == []


def test_a_secret_is_never_an_argument_and_never_printed(run: Run) -> None:
    mail = ["--set", "host=127.0.0.1", "--set", "from_address=a@example.org", "--set", "from_name=A"]
    words = (
        "outlets",
        "add",
        "liste",
        "--kind",
        "mail",
        *mail,
        "--set",
        "user=a",
        "--secret",
        "password",
        "--by",
        "anna",
    )
    kept = run(*words, input="sehr geheim\n")
    assert kept.exit_code == 0, kept.output
    changed = run(
        "outlets", "change", "liste", "--secret", "password", "--by", "anna", env={"KLAVIATUR_SECRET_PASSWORD": "x9"}
    )
    assert changed.exit_code == 0, changed.output
    clear = run("outlets", "add", "andere", "--kind", "mail", *mail, "--set", "password=sehr geheim", "--by", "anna")
    assert clear.exit_code == 2
    said = "".join(run(*words).stdout for words in (("outlets",), ("outlets", "--json"), ("audit", "show")))
    assert "sehr geheim" not in said
    assert "x9" not in said


def test_an_outlet_is_tested_paused_and_opened(run: Run, shelf: Path) -> None:
    name = shelf.name.lower()
    assert run("outlets", "check", name, "--by", "anna").exit_code == 0
    assert "answers" in run("outlets").stdout
    run("outlets", "pause", name, "--why", "Umzug", "--by", "anna")
    assert "paused: Umzug" in run("outlets").stdout
    run("outlets", "open", name, "--by", "anna")
    assert "paused: Umzug" not in run("outlets").stdout
    assert "folder" in run("outlets", "kinds").stdout


def test_a_name_that_an_outlet_has_already_is_said_with_how_to_change_that_one(run: Run, shelf: Path) -> None:
    name = shelf.name.lower()
    again = run("outlets", "add", name, "--kind", "folder", "--set", f"path={shelf}", "--by", "anna")
    assert again.exit_code == 2
    assert f"klaviatur outlets change {name} --by" in again.stderr


def test_what_was_ended_before_says_how_it_leaves_after_all(
    run: Run, shelf: Path, begun: tuple[Path, dict[str, Any], dict[str, Any]]
) -> None:
    variant, outlet = begun[1]["id"], shelf.name.lower()
    (planned,) = data(run("deliver", variant, outlet, "--by", "anna", "--json"))
    run("deliveries", "cancel", planned["id"], "--why", "Fällt aus.", "--by", "anna")
    said = run("deliver", variant, outlet, "--by", "anna").stdout
    assert f"klaviatur deliveries again {planned['id']} --by WHO" in said
    run("deliveries", "again", planned["id"], "--by", "anna")
    with open_deliveries(begun[0] / "team") as deliveries:
        assert deliveries.send_due() == 1
    assert "again" not in run("deliver", variant, outlet, "--by", "anna").stdout
    run("deliveries", "retract", planned["id"], "--why", "Falsch.", "--by", "anna")
    assert f"klaviatur desk withdraw {variant} --why REASON" in run("deliver", variant, outlet, "--by", "anna").stdout


def test_an_outlet_that_does_not_take_a_channel_says_which_it_takes(
    run: Run, begun: tuple[Path, dict[str, Any], dict[str, Any]]
) -> None:
    run("outlets", "add", "kurz", "--kind", "feed", "--set", "path=news", "--set", "title=A",
        "--set", "home=https://a.example", "--by", "anna")  # fmt: skip
    for words in (("--by", "anna"), ("--look",)):
        refused = run("deliver", begun[1]["id"], "kurz", *words)
        assert (refused.exit_code, "not 'linkedin'. Choose another outlet." in refused.stderr) == (2, True)


def test_a_later_try_and_a_waiting_outlet_say_when(
    run: Run, begun: tuple[Path, dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    nobody = ("--kind", "webhook", "--set", "url=http://127.0.0.1:9", "--secret", "secret")
    key = {"KLAVIATUR_SECRET_SECRET": f"whsec_{'A' * 43}="}
    assert run("outlets", "add", "haken", *nobody, "--by", "anna", env=key).exit_code == 0
    run("deliver", begun[1]["id"], "haken", "--by", "anna")
    with open_deliveries(begun[0] / "team") as deliveries:
        assert deliveries.send_due() == 1
        with deliveries.store.delivering() as open_:
            open_.let_wait("haken", datetime(2099, 3, 7, 6, 0, tzinfo=UTC))
    assert "next try: 20" in run("deliveries", "--outlet", "haken").stdout
    there = {"KLAVIATUR_TIME_ZONE": "UTC"}
    assert "waits until 2099-03-07 06:00" in run("outlets", env=there).stdout
    assert run("outlets", "open", "haken", "--by", "anna").exit_code == 0
    assert "waits until" not in run("outlets").stdout
    assert "next try" not in run("deliveries", "--outlet", "haken").stdout


def test_only_who_may_set_outlets_up_tests_them(run: Run, shelf: Path) -> None:
    run("member", "invite", "cleo", "--role", "analyst", "--by", "anna")
    refused = run("outlets", "check", shelf.name.lower(), "--by", "cleo")
    assert refused.exit_code == 2
    assert "may not" in refused.stderr


def test_what_there_is_none_of_yet_is_said_with_the_next_step(tmp_path: Path) -> None:
    run = _runner(tmp_path)
    run("init", str(tmp_path / "team"), "--admin", "anna")
    assert "klaviatur outlets add NAME --kind KIND --by WHO" in run("outlets").stdout
    assert "klaviatur deliver VARIANT OUTLET --by NAME" in run("deliveries").stdout


def test_everything_is_paused_and_goes_on(run: Run) -> None:
    said = run("pause", "Störung beim Anbieter.", "--by", "anna").stdout
    assert "Störung beim Anbieter. To end it: klaviatur go-on" in said
    assert all("Störung beim Anbieter" in run(listed).stderr for listed in ("deliveries", "outlets"))
    assert run("go-on", "--by", "anna").exit_code == 0
    assert run("deliveries").stderr == ""


def test_what_is_asked_for_and_not_there_is_told_from_nothing_at_all(run: Run, shelf: Path) -> None:
    assert run("deliveries", "--limit", "0").exit_code == 2
    assert "no outlet 'nowhere'" in run("deliveries", "--outlet", "nowhere").stderr
    assert "no delivery 'nothing'" in run("deliveries", "--after", "nothing").stderr
    assert "No delivery is like this" in run("deliveries", "--outlet", shelf.name.lower()).stdout
    assert "Nothing like this is held back" in run("outputs", "held", GOOGLE, "--rule", "nothing").stdout


def test_one_delivery_one_outlet_and_the_runs_that_were_are_shown(
    run: Run, shelf: Path, begun: tuple[Path, dict[str, Any], dict[str, Any]]
) -> None:
    outlet = shelf.name.lower()
    (planned,) = data(run("deliver", begun[1]["id"], outlet, "--at", "2099-03-07T06:00", "--by", "anna", "--json"))
    assert "2099-03-07 06:00" in run("deliveries", "show", planned["id"]).stdout
    assert data(run("deliveries", "show", planned["id"], "--json"))["id"] == planned["id"]
    assert f"path = {shelf}" in run("outlets", "show", outlet).stdout
    told = ("--set", "server=https://social.example", "--secret", "token", "--by", "anna")
    run("outlets", "add", "wall", "--kind", "mastodon", *told, input="geheim\n")
    assert "token: secret, is there" in run("outlets", "show", "wall").stdout
    assert "geheim" not in run("outlets", "show", "wall", "--json").output
    assert "no output 'gogle'" in run("outputs", "runs", "gogle").stderr
    run("outputs", "on", "sitemap", "--set", "base_url=https://s.example", "--by", "anna")
    run("syndicate", "sitemap", "--by", "anna")
    assert "(anna)" in run("outputs", "runs", "sitemap").stdout


def test_somebody_who_called_is_unsubscribed(run: Run) -> None:
    told = ("--set", "host=127.0.0.1", "--set", "from_address=presse@example.org", "--set", "from_name=Presse")
    run("outlets", "add", "anrufe", "--kind", "mail", *told, "--by", "anna")
    call = ("outlets", "unsubscribe", "anrufe", "ada@x.de", "--why", "Rief an.", "--by", "anna")
    assert "nothing of this outlet" in run(*call).stdout
    assert "before" in run(*call).stdout
    assert run("outlets", "unsubscribe", "anrufe", "ada", "--why", "Rief an.", "--by", "anna").exit_code == 2


def test_settings_of_outputs_that_no_platform_knows_are_refused(run: Run) -> None:
    for wrong in ("country=Germany", "availability=perhaps"):
        refused = run("outputs", "on", GOOGLE, "--set", "base_url=https://s.example", "--set", wrong, "--by", "anna")
        assert refused.exit_code == 2
        assert "Write it like" in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("outputs", "show", "nichts"),
        ("outlets", "check", "nichts", "--by", "anna"),
        ("deliveries", "again", "0", "--by", "anna"),
    ],
)
def test_what_is_not_known_is_said_with_a_next_step(run: Run, words: tuple[str, ...]) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert "klaviatur " in refused.stderr


def test_the_files_of_an_output_are_listed(run: Run, tmp_path: Path) -> None:
    run("outputs", "on", "sitemap", "--set", "base_url=https://shop.example", "--by", "anna")
    done = run("syndicate", "sitemap", "--write", str(tmp_path), "--by", "anna", "--json")
    assert data(done)["files"] == [str(tmp_path / "sitemap-products.xml")]
    (listed,) = data(run("outputs", "files", "sitemap", "--json"))
    size = (tmp_path / "sitemap-products.xml").stat().st_size
    assert (listed["number"], listed["name"], listed["bytes"]) == (1, "sitemap-products.xml", size)
    assert run("outputs", "files", "sitemap").output == f"sitemap-products.xml: 2 records, {size} bytes\n"


def test_files_that_lie_there_are_held_against_the_catalogue(run: Run, tmp_path: Path) -> None:
    run("outputs", "on", "sitemap", "--set", "base_url=https://shop.example", "--by", "anna")
    run("syndicate", "sitemap", "--write", str(tmp_path), "--by", "anna")
    proved = run("outputs", "parity", "sitemap", "--published", "--in", str(tmp_path))
    assert (proved.exit_code, "lie there like this" in proved.output) == (0, True)
    (tmp_path / "sitemap-products.xml").write_text("<urlset/>", encoding="utf-8")
    proved = run("outputs", "parity", "sitemap", "--in", str(tmp_path))
    assert (proved.exit_code, "sitemap-products.xml  file" in proved.output) == (1, True)
