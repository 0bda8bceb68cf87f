"""What a person had best do about deliveries that did not go as they were planned."""

from klaviatur.chain.leaving import Leaving, can
from klaviatur.records import Advice, Bilingual, Delivery, DeliveryState

_RESOLVE = Bilingual(
    "Niemand weiß, ob es angekommen ist. Sehen Sie dort nach und sagen Sie es.",
    "Nobody knows whether it arrived. Look there, and say so.",
)
_AGAIN = Bilingual("Beheben Sie den Grund und planen Sie es noch einmal.", "Mend the reason, and plan it again.")
_ANEW = Bilingual(
    "Es gibt eine neue Freigabe. Planen Sie noch einmal: Dann geht diese hinaus.",
    "There is a new release. Plan it again: then that one leaves.",
)
_RELEASE = Bilingual(
    "Die Freigabe ist erloschen. Prüfen Sie die Fassung, geben Sie sie frei und planen Sie noch einmal.",
    "Its release ended. Review the variant, release it, and plan it again.",
)
_RETRACT = Bilingual(
    "Es ist draußen, aber seine Freigabe ist erloschen. Die Plattform nimmt es zurück.",
    "It is out, but its release ended. The platform takes it back.",
)
_REPLACE = Bilingual(
    "Draußen steht ein früherer Wortlaut. Liefern Sie den neu freigegebenen aus: Er tritt an dessen Stelle.",
    "An earlier wording is out. Deliver the one that is released now: it takes its place.",
)


def advice(tools: Leaving, limit: int) -> list[Advice]:
    """Return advice on what is held, failed or in doubt, and on what is out without a release and can be taken back."""
    kinds = {outlet.name: outlet.kind for outlet in tools.store.outlets()}
    found = list[Advice]()
    for delivery, standing in tools.store.unsettled(limit):
        kind, known = kinds[delivery.outlet], delivery.receipt is not None
        retractable, updates = known and can(tools, kind, "retractable"), known and can(tools, kind, "updates")
        given = _advice(delivery, standing, retractable=retractable, updates=updates)
        found += [given] if given else []
    return found


def _advice(delivery: Delivery, standing: int | None, *, retractable: bool, updates: bool) -> Advice | None:
    if delivery.state is DeliveryState.IN_DOUBT:
        return Advice(delivery, "resolve", _RESOLVE)
    if delivery.state is DeliveryState.DELIVERED and updates and standing is not None:
        return Advice(delivery, "plan_anew", _REPLACE)
    if delivery.state is DeliveryState.DELIVERED:
        return Advice(delivery, "retract", _RETRACT) if retractable else None
    if standing is None:
        return Advice(delivery, "release_anew", _RELEASE)
    same = standing == delivery.release
    return Advice(delivery, "try_again" if same else "plan_anew", _AGAIN if same else _ANEW)
