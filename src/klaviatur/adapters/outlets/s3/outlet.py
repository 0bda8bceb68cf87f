"""Puts released wordings into a bucket."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import obstore
import orjson
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from klaviatur.adapters.outlets.calling import LOG_IN_S
from klaviatur.adapters.outlets.files import safe_path
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.problems import refuse_blocked
from klaviatur.adapters.outlets.unwell import WrongKey, unwell
from klaviatur.adapters.outlets.written import FORMATS, Written, nothing_to_write, written
from klaviatur.errors import DeliveryError, NotNow, NotRetractable, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Receipt

_TRIAL = ".klaviatur-trial"


@dataclass(slots=True)
class S3Outlet:
    """A bucket: one object for each format, and the record that says which delivery they are of, written last."""

    name: str
    store: S3Store
    place: str  # as people name it: "bucket at https://s3.example.org"
    formats: tuple[str, ...]
    url: str
    cache_s: int
    clock: Clock

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Put the objects of a wording; those of an older wording of the same variant are replaced."""
        refuse_blocked(self.prepare(outgoing), self.name)
        *files, record = written(replace(outgoing, delivery=key), self.formats)
        try:
            known, version = self._record(record.name)
        except NotRetractable as error:
            raise Refused(str(error)) from error
        if known != key:
            for file in files:
                self._put(file, "overwrite")
            self._put(record, version or "create")
        names = [("object", file.name) for file in (*files, record)]
        return Receipt(record.name, self._url((*files, record)[0].name), (*names, ("key", key)))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Delete the objects, unless a newer wording has taken their place."""
        del key
        if self._record(receipt.id)[0] != dict(receipt.details).get("key"):
            return
        with self._failing():
            obstore.delete(self.store, [safe_path(value) for name, value in receipt.details if name == "object"])

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        """Put a whole object, large ones in parts; until the last is there, readers get the one before."""
        place = safe_path(name)
        with self._failing():
            made = obstore.put(self.store, place, iter(chunks), attributes=self._attributes(media_type))
        return Receipt(place, self._url(place), (("e_tag", str(made.get("e_tag") or "")),))

    def has(self, name: str) -> bool:
        """Return whether an object was put under a name."""
        with self._failing():
            try:
                obstore.head(self.store, safe_path(name))
            except (NotFoundError, FileNotFoundError):
                return False
        return True

    def drop(self, name: str) -> None:
        """Delete an object."""
        with self._failing():
            obstore.delete(self.store, safe_path(name))

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the first of the objects."""
        first, *others = written(outgoing, self.formats)
        details = tuple(("object", file.name) for file in (first, *others))
        return Prepared(first.media_type, first.content, details, nothing_to_write(outgoing))

    def health(self) -> Health:
        """Return whether an object can be put into the bucket: one is, and goes again."""
        now = self.clock.now()
        try:
            with self._failing():
                obstore.put(self.store, _TRIAL, b"klaviatur")
                obstore.delete(self.store, _TRIAL)
        except DeliveryError as error:
            return unwell("Der Bucket", error, now)
        said = Bilingual("Der Bucket nimmt Objekte an.", "The bucket takes objects.")
        return Health(ok=True, message=said, at=now, details=(("bucket", self.place),))

    def close(self) -> None:
        """Nothing is kept open that has to be ended."""

    def _put(self, file: Written, mode: Any) -> None:
        with self._failing():
            attributes = self._attributes(file.media_type)
            obstore.put(self.store, file.name, file.content, mode=mode, attributes=attributes)

    def _record(self, name: str) -> tuple[str | None, dict[str, str] | None]:
        """Return which delivery a record is of, and its version; None where there is none. Raises NotRetractable."""
        with self._failing():
            try:
                found = obstore.get(self.store, safe_path(name))
            except (NotFoundError, FileNotFoundError):
                return None, None
            content, version = bytes(found.bytes()), {"e_tag": str(found.meta["e_tag"])}
        try:
            return str(orjson.loads(content)["delivery"]), version
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise NotRetractable(
                f"Object {name!r} in {self.place} is no record of a delivery; it was left alone. Look at it yourself."
            ) from error

    def _attributes(self, media_type: str) -> dict[str, str]:
        return {"Content-Type": media_type, "Cache-Control": f"public, max-age={self.cache_s}"}

    def _url(self, place: str) -> str:
        return f"{self.url}/{place}" if self.url else ""

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say what a bucket answers as what it means for a delivery: what is put again is there once."""
        try:
            yield
        except (AlreadyExistsError, PreconditionError) as error:
            said = f"Somebody else changed the same object in {self.place} just now. It will be tried again."
            raise NotNow(said) from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            said = f"{self.place} refused the key. Check key, bucket and what the key may do there."
            raise WrongKey(said, retry_after_s=LOG_IN_S) from error
        except (NotFoundError, FileNotFoundError) as error:
            said = f"{self.place} is not there. Make the bucket, or correct its name."
            raise NotNow(said, retry_after_s=LOG_IN_S) from error
        except BaseError as error:
            raise NotNow(f'{self.place} did not take it: "{_said(error)}" A later try may succeed.') from error


def _said(error: BaseError) -> str:
    """Return what a bucket answered, without what the library says of itself around it."""
    told = " ".join(str(error).partition("Debug source:")[0].split())
    return told.rpartition("status code: ")[2][:200]


def make(given: Given, clock: Clock) -> S3Outlet:
    """Return the outlet of these settings. Raises SettingError."""
    bucket, endpoint, timeout = given.line("bucket"), given.url("endpoint"), given.number("timeout_s", 1, 600)
    wait = timedelta(seconds=timeout)
    store = S3Store(
        bucket,
        prefix=safe_path(given.line("prefix")) if given.line("prefix") else None,
        config={"endpoint": endpoint} if endpoint else {},
        region=given.line("region"),
        access_key_id=given.line("access_key"),
        secret_access_key=given.line("secret_key"),
        virtual_hosted_style_request=not endpoint,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": wait, "connect_timeout": wait},
        retry_config={"max_retries": 0, "retry_timeout": wait},
    )
    place = f"Bucket {bucket}" + (f" ({endpoint})" if endpoint else "")
    formats, cache_s = given.choices("formats", FORMATS), given.number("cache_s", 0, 31_536_000)
    return S3Outlet(given.name, store, place, formats, given.url("url"), cache_s, clock)
