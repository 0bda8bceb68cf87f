"""Mails go through a real mail server, and what it answers is what a delivery becomes."""

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tests.outlets.certificates import own_certificate
from tests.outlets.making import making
from tests.outlets.smtp_server import Post, authenticator, mail_server, scripted, tls_context, whole_mail_server

from klaviatur.adapters.outlets import Placed
from klaviatur.adapters.outlets.mail.addresses import Address
from klaviatur.adapters.outlets.mail.outlet import MailOutlet
from klaviatur.errors import InDoubt, NotNow, NotRetractable, Refused, SettingError
from klaviatur.records import Outgoing, delivery_id
from klaviatur.testing import check_outlet, sample_outgoing

Mailing = Callable[..., Placed]
SENDER = {
    "host": "127.0.0.1",
    "security": "none",
    "from_address": "neues@ostheim.example",
    "from_name": "Stadt Ostheim",
    "unsubscribe_mail": "abmelden@ostheim.example",
    "postal": "Stadt Ostheim\nMarkt 1\n12345 Ostheim",
}


@pytest.fixture(scope="module")
def post() -> Post:
    return Post()


@pytest.fixture(scope="module")
def port(post: Post) -> Iterator[int]:
    with mail_server(post, enable_SMTPUTF8=True) as port:
        yield port


@pytest.fixture
def mailing() -> Iterator[Callable[..., Placed]]:
    """Makes mail outlets, and closes them in the end."""
    made: list[Placed] = []

    def make(port: int = 25, values: Mapping[str, str] = {}, secrets: Mapping[str, str] = {}) -> Placed:
        made.append(making("mail", SENDER | {"port": str(port)} | values, secrets))
        return made[-1]

    yield make
    for outlet in made:
        outlet.close()


@pytest.fixture
def outlet(port: int, mailing: Mailing) -> Placed:
    return mailing(port)


def to(recipient: str, channel: str = "newsletter") -> Outgoing:
    outgoing = sample_outgoing(channel, recipient=recipient)
    return replace(outgoing, delivery=delivery_id("mail", recipient, channel, 1))


def sent(outlet: Placed, outgoing: Outgoing) -> str:
    return outlet.deliver(outgoing, key=outgoing.delivery).id


@pytest.mark.parametrize("channel", ["newsletter", "press_release", "internal_email"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_mail_server_keeps_every_promise_of_an_outlet(
    port: int, post: Post, channel: str, language: str, mailing: Mailing
) -> None:
    check_outlet(
        lambda: mailing(port),
        sample_outgoing(channel, "de" if language == "de" else "en", recipient="anna@example.org"),
        idempotent=False,
        retractable=False,
        count=lambda: len(post.mails),
    )


def test_many_mails_leave_over_one_connection(outlet: Placed, post: Post) -> None:
    before, connections = len(post.mails), post.connections
    for number in range(20):
        sent(outlet, to(f"reader{number}@example.org"))
    assert len(post.mails) == before + 20
    assert post.connections == connections + 1


def test_a_mail_keeps_its_id_when_it_is_sent_again(outlet: Placed, post: Post) -> None:
    first, second = sent(outlet, to("twice@example.org")), sent(outlet, to("twice@example.org"))
    assert first == second
    assert first.encode() in post.mails[-1][2]


@pytest.mark.parametrize("name", ["unknown", "spam"])
def test_what_a_server_refuses_for_good_is_refused_and_the_next_mail_leaves(
    outlet: Placed, post: Post, name: str
) -> None:
    with pytest.raises(Refused, match="55"):
        sent(outlet, to(f"{name}@example.org"))
    sent(outlet, to("next@example.org"))
    assert post.mails[-1][1] == "next@example.org"


@pytest.mark.parametrize("name", ["greylisted", "full", "bye"])
def test_what_a_server_cannot_take_now_is_tried_later_and_the_next_mail_leaves(
    outlet: Placed, post: Post, name: str
) -> None:
    with pytest.raises(NotNow):
        sent(outlet, to(f"{name}@example.org"))
    sent(outlet, to("next@example.org"))
    assert post.mails[-1][1] == "next@example.org"


@pytest.mark.parametrize("name", ["silent", "dropped"])
def test_a_mail_whose_acceptance_nobody_confirmed_is_in_doubt(
    outlet: Placed, mailing: Mailing, port: int, post: Post, name: str
) -> None:
    before = len(post.mails)
    with pytest.raises(InDoubt, match="did not say"):
        sent(mailing(port, {"answer_timeout_s": "1"}), to(f"{name}@example.org"))
    assert post.arrived[name].wait(20)
    assert len(post.mails) == before + 1  # it did arrive: a second try would have doubled it
    sent(outlet, to("next@example.org"))


@pytest.mark.parametrize(
    "script",
    [
        (),
        ("554 no service",),
        ("220 hi", "250 us", "421 too many"),
        ("220 hi", "250 us"),
        ("220 hi", "250 us", "250 ok"),
        ("220 hi", "250 us", "250 ok", "250 ok"),
        ("220 hi", "250 us", "250 ok", "250 ok", "451 not now", "250 ok"),
        ("220 hi", "250 us", "250 ok", "250 ok", "299 what is this", "250 ok"),
        ("220 hi", "250 us", "530 log in first", "250 ok"),
    ],
)
def test_a_connection_that_fails_before_the_mail_was_there_leaves_nothing_behind(
    script: tuple[str, ...], mailing: Mailing
) -> None:
    with scripted(script or ("",)) as port, pytest.raises(NotNow):
        sent(mailing(port), to("anna@example.org"))


@pytest.mark.parametrize("last", ["", "what?", "354 go on", "99 x", "250 " + "x" * 20_000])
def test_an_answer_to_the_whole_mail_that_says_nothing_leaves_a_doubt(last: str, mailing: Mailing) -> None:
    outgoing = to("anna@example.org")
    script = ("220 hi", "250 us", "250 ok", "250 ok", "354 go on")
    with whole_mail_server(script, last) as port, pytest.raises(InDoubt, match="did not say"):
        sent(mailing(port), outgoing)


def test_a_connection_that_fails_in_the_middle_of_a_mail_leaves_nothing_behind(mailing: Mailing) -> None:
    whole = (b"x" * 76 + b"\r\n") * 250_000  # more than two machines keep on the way
    anna = Address("anna", "example.org")
    with scripted(("220 hi", "250 us", "250 ok", "250 ok", "354 go on")) as port:
        outlet = mailing(port)
        assert isinstance(outlet, MailOutlet)
        with pytest.raises(NotNow, match="before the mail was there"):
            outlet.connection.send(anna, anna, whole)


def test_a_kept_connection_that_was_lost_is_opened_again_without_a_word(post: Post, mailing: Mailing) -> None:
    with mail_server(post) as port:
        outlet = mailing(port)
        sent(outlet, to("first@example.org"))
        outlet.connection._smtp.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]
        sent(outlet, to("second@example.org"))
        outlet.close()
    assert post.mails[-1][1] == "second@example.org"


def test_a_sender_the_server_does_not_know_is_refused(port: int, mailing: Mailing) -> None:
    outlet = mailing(port, {"from_address": "stranger@ostheim.example"})
    with pytest.raises(Refused, match="we do not know you"):
        sent(outlet, to("anna@example.org"))


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "anna",
        "anna@",
        "@example.org",
        "a@example.org, b@example.org",
        "Anna <anna@example.org>",
        "anna@example.org\r\nBcc: all@example.org",
        "anna\n@example.org",
        "an na@example.org",
        "anna@exa mple.org",
        "anna@localhost",
        ".anna@example.org",
        "a" * 65 + "@example.org",
    ],
)
def test_only_one_whole_address_is_written_to(outlet: Placed, post: Post, recipient: str) -> None:
    before = len(post.mails)
    with pytest.raises(Refused, match="no single mail address"):
        sent(outlet, to(recipient))
    assert len(post.mails) == before


def test_addresses_with_letters_of_any_script_are_written_to(outlet: Placed, post: Post, mailing: Mailing) -> None:
    sent(outlet, to("käthe@straße.example"))
    assert post.mails[-1][1] == "käthe@xn--strae-oqa.example"
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(post.options)
    with mail_server(post, enable_SMTPUTF8=False) as port, pytest.raises(Refused, match="SMTPUTF8"):
        sent(mailing(port), to("käthe@example.org"))


def test_a_mail_is_not_taken_back(outlet: Placed) -> None:
    outgoing = to("anna@example.org")
    with pytest.raises(NotRetractable, match="correction"):
        outlet.retract(outlet.deliver(outgoing, key=outgoing.delivery), key=outgoing.delivery)


def test_an_outlet_without_named_recipients_writes_to_its_list(port: int, post: Post, mailing: Mailing) -> None:
    outlet = mailing(port, {"to": "presse-verteiler@example.org"})
    sent(outlet, to("", "press_release"))
    assert post.mails[-1][1] == "presse-verteiler@example.org"


def test_what_cannot_be_delivered_comes_back_to_who_reads_it(port: int, post: Post, mailing: Mailing) -> None:
    sent(mailing(port), to("anna@example.org"))
    sent(mailing(port, {"bounces_to": "returns@lists.example"}), to("anna@example.org"))
    assert [sender for sender, *_ in post.mails[-2:]] == [SENDER["from_address"], "returns@lists.example"]
    assert b"returns@" not in post.mails[-1][2]  # mail servers write Return-Path, nobody else


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_leaves(post: Post, mailing: Mailing) -> None:
    before = len(post.mails)
    with mail_server(post, data_size_limit=5000) as port, pytest.raises(Refused, match="takes 5,000"):
        sent(mailing(port), to("anna@example.org"))
    assert len(post.mails) == before


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_password_and_mail_cross_the_net_encrypted(post: Post, tmp_path: Path, security: str, mailing: Mailing) -> None:
    certificate, key = own_certificate(tmp_path, "localhost")
    context = tls_context(certificate, key)
    options = (
        {"ssl_context": context, "auth_require_tls": False}
        if security == "tls"
        else {"tls_context": context, "require_starttls": True}
    )
    values = {"host": "localhost", "security": security, "ca_file": certificate, "user": "klaviatur"}
    with mail_server(post, **options, authenticator=authenticator, auth_required=security == "starttls") as port:
        outlet = mailing(port, values, {"password": "geheim"})
        health = outlet.health()
        assert health.ok, health.message.en
        assert dict(health.details)["encryption"].startswith("TLS")
        sent(outlet, to("anna@example.org"))
        outlet.close()
        wrong = mailing(port, values, {"password": "falsch"})
        with pytest.raises(NotNow, match='refused user name or password: "535') as refused:
            sent(wrong, to("anna@example.org"))
        assert refused.value.retry_after_s == 900
        assert "falsch" not in str(refused.value)
        assert not wrong.health().ok
        stranger = mailing(port, values | {"ca_file": ""}, {"password": "geheim"})
        with pytest.raises(NotNow, match="cannot be trusted"):
            sent(stranger, to("anna@example.org"))


def test_a_server_without_encryption_gets_no_mail_where_encryption_is_asked_for(port: int, mailing: Mailing) -> None:
    with pytest.raises(NotNow, match="does not offer"):
        sent(mailing(port, {"security": "starttls"}), to("anna@example.org"))


def test_health_tells_a_server_that_is_not_there_in_both_languages(mailing: Mailing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    health = mailing(port).health()
    assert not health.ok
    assert "Der Mailserver ist nicht zu erreichen. Prüfen Sie Adresse und Netz" in health.message.de
    assert "Check its name and port" in health.message.en


@pytest.mark.parametrize(
    ("values", "secrets", "said"),
    [
        ({"port": "0"}, {}, "number from 1 to 65535"),
        ({"security": "ssl"}, {}, "starttls, tls, none"),
        ({"from_address": "Stadt <a@b.example>"}, {}, "no single mail address"),
        ({"from_name": "a\nBcc: x"}, {}, "line break"),
        ({"user": "me"}, {}, "not both"),
        ({"user": "me"}, {"password": "paßwort"}, "ASCII"),
        ({"ca_file": "/nowhere.pem"}, {}, "no file"),
        ({"accent": "red; }"}, {}, "#0b5c8a"),
        ({"list_id": "a b"}, {}, "news.example.org"),
        ({"dkim_domain": "a.example"}, {}, "all three or none"),
        ({"dkim_domain": "a.example", "dkim_selector": "s"}, {"dkim_key": "-----BEGIN x"}, "cannot be used"),
    ],
)
def test_a_wrong_mail_setting_is_named(
    values: dict[str, str], secrets: dict[str, str], said: str, mailing: Mailing
) -> None:
    with pytest.raises(SettingError, match=said):
        mailing(25, values, secrets)
