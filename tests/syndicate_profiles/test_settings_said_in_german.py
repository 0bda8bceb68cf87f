"""Settings of outputs as people in Germany write them, and what is said where one of them is wrong or missing."""

import pytest
from tests.syndicate_profiles.house import LAMP, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.doors.site.telling import tell
from klaviatur.errors import SettingError
from klaviatur.syndicate.checking import as_problem
from klaviatur.syndicate.planning import make_plan


@pytest.mark.parametrize(("said", "sent"), [("4,90", "4.90"), ("4.90", "4.90"), ("0", "0")])
def test_delivery_costs_of_a_setting_may_have_a_comma(said: str, sent: str) -> None:
    made = make("idealo", {"L-100": LAMP}, parents={}, delivery_cost=said)
    assert made.held == {}
    assert f",{sent}," in made.text


def test_a_wrong_value_that_a_setting_may_have_said_is_not_looked_for_in_the_catalogue_alone() -> None:
    row = {"key": "T-7", "rule": "idealo.deliveryCosts_dhl_wrong", "severity": "block", "value": "4,90 EUR"}
    problem = as_problem(load_outputs()["idealo"], row | {"place": "deliveryCosts_dhl"})
    assert problem.proposal.de == (
        "Den Wert im Katalog berichtigen, oder in den Einstellungen der Ausgabe, wenn er von dort kommt: Versandkosten, "
        "wo das Produkt keine nennt (--set delivery_cost=...)"
    )
    assert "--set delivery_cost=..." in problem.proposal.en
    bare = as_problem(load_outputs()["idealo"], row | {"rule": "idealo.price_wrong", "place": "price"})
    assert bare.proposal.de == "Den Wert im Katalog berichtigen."


@pytest.mark.parametrize("name", sorted(load_outputs()))
def test_a_setting_that_is_missing_is_called_by_its_german_name(name: str) -> None:
    profile = load_outputs()[name]
    needed = [need for need in profile.needs if need.required]
    with pytest.raises(SettingError) as refused:
        make_plan(profile, {})
    said = tell("de", str(refused.value))
    assert f"({needed[0].label.de})" in said
    assert needed[0].label.en not in said
