"""Who answers at an address, but is not the platform, is not well and is told apart from a wrong password."""

import pytest
from tests.outlets.http_server import Platform, Reply, running
from tests.outlets.making import making

from klaviatur.errors import NotNow
from klaviatur.testing import sample_outgoing

KINDS = {
    "mastodon": ("server", {}, "token", "mastodon"),
    "bluesky": ("service", {"handle": "presse.ostheim.example"}, "password", "bluesky"),
    "wordpress": ("url", {"user": "redaktion"}, "password", "blog_post"),
}


@pytest.mark.parametrize("body", ["<html>Diese Domain steht zum Verkauf</html>", [1, 2], None, {}])
@pytest.mark.parametrize("kind", KINDS)
def test_who_is_not_the_platform_is_not_well_and_gets_nothing(kind: str, body: object) -> None:
    address, values, secret, channel = KINDS[kind]
    with running(Platform(lambda request: Reply(200, body))) as platform:
        outlet = making(kind, {address: platform.url, **values}, {secret: "geheim-4242"})
        health = outlet.health()
        assert not health.ok
        assert "does not answer as" in health.message.en
        assert "Check" in health.message.en
        outgoing = sample_outgoing(channel)
        with pytest.raises(NotNow, match="does not answer as"):
            outlet.deliver(outgoing, key=outgoing.delivery)
        outlet.close()
        posted = [one.path for one in platform.requests if one.method == "POST" and "createSession" not in one.path]
        assert posted == []
