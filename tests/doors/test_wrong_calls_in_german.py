"""What is wrong with a call of a command is said in the language of the command."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import klaviatur
from klaviatur.doors.cli import main
from klaviatur.doors.usage import in_german

DOORS = Path(klaviatur.__file__).parent / "doors"
Call = Callable[..., str]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLAVIATUR_MEMBER", raising=False)
    monkeypatch.setenv("KLAVIATUR_INTERFACE_LANGUAGE", "de")

    def called(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["klaviatur", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        return capsys.readouterr().err

    return called


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("singe", "Einen Befehl „singe“ gibt es nicht."),
        ("outputz", "Einen Befehl „outputz“ gibt es nicht. Ist „outputs“ gemeint?"),
        ("outlet", "Einen Befehl „outlet“ gibt es nicht. Ist"),
        ("outputs zeige", "Einen Befehl „zeige“ gibt es nicht."),
        ("outputs show", "Es fehlt das Argument „NAME“."),
        ("outputs show a b c", "Diese Argumente sind zu viel: b c"),
        ("outputs show a b", "Dieses Argument ist zu viel: b"),
        ("syndicate --ful", "Eine Option „--ful“ gibt es nicht. Ist „--full“ gemeint?"),
        ("outputs --nie", "Eine Option „--nie“ gibt es nicht."),
        ("outlets add x", "Es fehlt die Option „--kind“."),
        ("go-on --by", "Die Option „--by“ braucht einen Wert."),
        ("syndicate --full=ja", "Die Option „--full“ hat keinen Wert."),
        ("play x --language fr", "Unbrauchbarer Wert für „--language“: „fr“ ist keines von „de“, „en“."),
        ("serve --port x", "Unbrauchbarer Wert für „--port“: „x“ ist keine ganze Zahl."),
        ("syndicate", "Wer lässt sie laufen? Ein Mitglied nennen: --by NAME"),
        ("outputs on x --set y --by a", "--set „y“ ist kein Paar. So schreiben: --set base_url=https://shop.example"),
        ("deliver a b --at morgen --by a", "„morgen“ ist kein Zeitpunkt."),
    ],
)
def test_a_wrong_call_is_explained_in_german(call: Call, words: str, told: str) -> None:
    said = call(*words.split())
    assert f"Fehler: {told}" in said
    assert not re.search(r"Error|Usage|Try|OPTIONS|COMMAND|ARGS", said)


def test_it_says_how_the_command_is_called_and_where_its_help_is(call: Call) -> None:
    usage, help_, empty, _ = call("outputs", "show").splitlines()
    assert usage.endswith("outputs show [OPTIONEN] NAME")
    assert usage.startswith("Aufruf: ")
    assert help_.startswith("Hilfe: ")
    assert help_.endswith(" outputs show --help")
    assert empty == ""


def test_english_stays_as_it_was_and_an_option_says_which_language(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Error: Missing argument 'NAME'." in call("outputs", "show", "--interface-language", "en")
    monkeypatch.setenv("KLAVIATUR_INTERFACE_LANGUAGE", "en")
    assert "Error: No such command 'singe'." in call("singe")
    assert "Fehler: Es fehlt das Argument" in call("outputs", "show", "--interface-language", "de")


def test_every_usage_error_of_ours_has_german_words() -> None:
    said = [one for file in DOORS.rglob("*.py") for one in usage_errors(file)]
    assert len(said) > 8
    for one in said:
        assert in_german(one) != one, one


def usage_errors(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "UsageError":
            yield "".join(_filled(part) for part in getattr(node.args[0], "values", [node.args[0]]))


def _filled(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return "'x'" if part.conversion == ord("r") else "x"
    assert isinstance(part, ast.Constant)
    return str(part.value)
