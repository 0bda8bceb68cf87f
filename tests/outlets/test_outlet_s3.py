"""A bucket takes released wordings and whole outputs, and nothing in it is half."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import orjson
import pytest
from moto.server import ThreadedMotoServer
from tests.outlets.making import making

from klaviatur.adapters.outlets import Placed
from klaviatur.adapters.outlets.opening import Storing
from klaviatur.errors import NotNow, Refused, SettingError
from klaviatur.testing import check_outlet, sample_outgoing

BUCKET = "presse"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def client(endpoint: str) -> Any:
    given = {"aws_access_key_id": "key", "aws_secret_access_key": "geheim", "region_name": "eu-central-1"}
    client = boto3.client("s3", endpoint_url=endpoint, **given)
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


def at(endpoint: str, **values: str) -> Placed:
    given = {"bucket": BUCKET, "endpoint": endpoint, "access_key": "key", **values}
    return making("s3", given, {"secret_key": "geheim"})


def objects(client: Any) -> list[str]:
    return sorted(found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", []))


@pytest.fixture(autouse=True)
def emptied(client: Any) -> None:
    for key in objects(client):
        client.delete_object(Bucket=BUCKET, Key=key)


def test_a_bucket_keeps_every_promise_of_an_outlet(endpoint: str, client: Any) -> None:
    check_outlet(
        lambda: at(endpoint, formats="txt md html"),
        sample_outgoing("press_release"),
        idempotent=True,
        retractable=True,
        count=lambda: len(objects(client)),
    )


def test_an_object_has_its_type_its_place_and_its_address(endpoint: str, client: Any) -> None:
    outgoing = sample_outgoing("press_release")
    outlet = at(endpoint, prefix="/news/2027/", formats="html", url="https://cdn.example/", cache_s="60")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    place = "news/2027/ostheim.md/press_release.de-DE.html"
    head = client.head_object(Bucket=BUCKET, Key=place)
    assert head["ContentType"] == "text/html; charset=utf-8"
    assert head["CacheControl"] == "public, max-age=60"
    assert receipt.url == "https://cdn.example/ostheim.md/press_release.de-DE.html"
    record = client.get_object(Bucket=BUCKET, Key=place.replace(".html", ".json"))
    assert orjson.loads(record["Body"].read())["delivery"] == outgoing.delivery


def test_a_newer_wording_replaces_the_older_and_outlives_its_retraction(endpoint: str, client: Any) -> None:
    outlet = at(endpoint)
    old, new = sample_outgoing("press_release"), sample_outgoing("press_release", release=2)
    receipt = outlet.deliver(old, key=old.delivery)
    outlet.deliver(new, key=new.delivery)
    outlet.retract(receipt, key=old.delivery)
    assert len(objects(client)) == 2


def test_what_somebody_else_put_there_is_left_alone(endpoint: str, client: Any) -> None:
    client.put_object(Bucket=BUCKET, Key="ostheim.md/press_release.de-DE.json", Body=b"mine")
    outgoing = sample_outgoing("press_release")
    with pytest.raises(Refused, match="left alone"):
        at(endpoint).deliver(outgoing, key=outgoing.delivery)
    assert objects(client) == ["ostheim.md/press_release.de-DE.json"]


def test_two_sources_have_two_places(endpoint: str, client: Any) -> None:
    for source in ("a/b", "../b", "a b"):
        outgoing = replace(sample_outgoing("press_release"), source=source)
        at(endpoint).deliver(outgoing, key=outgoing.delivery)
    assert len(objects(client)) == 6


def test_a_whole_output_of_many_parts_is_put_as_one(endpoint: str, client: Any) -> None:
    outlet = at(endpoint, url="https://cdn.example")
    assert isinstance(outlet, Storing)
    chunk = b"x" * 1_000_000
    receipt = outlet.put("feeds/google.xml", "application/xml", (chunk for _ in range(12)))
    head = client.head_object(Bucket=BUCKET, Key="feeds/google.xml")
    assert (head["ContentLength"], head["ContentType"]) == (12_000_000, "application/xml")
    assert receipt.url == "https://cdn.example/feeds/google.xml"

    def broken() -> Iterator[bytes]:
        yield from [b"y" * 1_000_000] * 8
        raise RuntimeError

    with pytest.raises(RuntimeError):
        outlet.put("feeds/google.xml", "application/xml", broken())
    assert client.head_object(Bucket=BUCKET, Key="feeds/google.xml")["ContentLength"] == 12_000_000
    assert outlet.has("feeds/google.xml")
    outlet.drop("feeds/google.xml")
    outlet.drop("feeds/google.xml")  # gone is gone
    assert not outlet.has("feeds/google.xml")


def test_health_tells_what_to_do(endpoint: str, client: Any) -> None:
    healthy = at(endpoint).health()
    assert healthy.ok, healthy.message.en
    assert objects(client) == []
    missing = at(endpoint, bucket="nowhere").health()
    assert not missing.ok
    assert "Make the bucket" in missing.message.en
    away = at("http://127.0.0.1:9").health()
    assert not away.ok
    assert "Der Bucket nimmt gerade nichts an" in away.message.de


def test_a_bucket_that_is_away_is_tried_later(endpoint: str) -> None:
    outgoing = sample_outgoing("press_release")
    for outlet in (at("http://127.0.0.1:9"), at(endpoint, bucket="nowhere")):
        with pytest.raises(NotNow):
            outlet.deliver(outgoing, key=outgoing.delivery)
        assert "geheim" not in repr(outlet)


@pytest.mark.parametrize("wrong", [{"bucket": ""}, {"endpoint": "s3"}, {"formats": "pdf"}, {"cache_s": "-1"}])
def test_a_wrong_setting_of_a_bucket_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingError, match="our-s3"):
        at("http://127.0.0.1:9", **wrong) if "endpoint" not in wrong else at(wrong["endpoint"])
