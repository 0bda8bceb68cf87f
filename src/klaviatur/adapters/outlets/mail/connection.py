"""One connection to a mail server, kept while it is used, and what its answers mean for a delivery."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from klaviatur.adapters.outlets.mail.addresses import Address
from klaviatur.adapters.outlets.mail.settings import Server
from klaviatur.adapters.outlets.unwell import Unreachable, Untrusted, WrongKey, cause
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused

_DOT = re.compile(rb"(?m)^\.")
_OUR_FAULT = frozenset({530, 534, 535, 538, 554})  # of the log-in or the whole connection, not of one mail
_GREYLISTED_S = 300.0
_LOG_IN_S = 900.0
_GOOD_BYE_S = 2.0


class Connection:
    """Sends mails one after another over one connection; one that was lost between two mails is opened again."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    @property
    def place(self) -> str:
        """Return the server as people name it."""
        return f"{self._server.host}:{self._server.port}"

    def send(self, sender: Address, to: Address, message: bytes) -> str:
        """Send one mail; return what the server answered. Raises NotNow, Refused, InDoubt."""
        smtp = self._at_the_start(sender, to, message)
        try:
            self._take(smtp.rcpt(str(to)), f"recipient {str(to)!r}")
            smtp.putcmd("DATA")
            self._take(smtp.getreply(), "the mail", wanted=354)
            smtp.send(_DOT.sub(b"..", message))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            raise NotNow(
                f"Mail server {self.place} ended the connection before the mail was there. {_TRIED}"
            ) from error
        except DeliveryError:
            self._forget_mail()
            raise
        return self._end(smtp)

    def look(self) -> tuple[tuple[str, str], ...]:
        """Open a connection, log in and say NOOP; return what the server says of itself. Raises NotNow."""
        smtp = self._opened()
        with self._lost():
            self._take(smtp.noop(), "a question whether it is there")
        size = smtp.esmtp_features.get("size", "")
        cipher = smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else ""
        found = (("server", self.place), ("encryption", cipher or "none"), ("max_bytes", size))
        return (*found, ("international_addresses", "yes" if smtp.has_extn("smtputf8") else "no"))

    def close(self) -> None:
        """Say good-bye, where somebody still listens."""
        if self._smtp is not None and self._smtp.sock is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.sock.settimeout(_GOOD_BYE_S)
                self._smtp.quit()
        self._drop()

    def _drop(self) -> None:
        """End the connection without a word."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _at_the_start(self, sender: Address, to: Address, message: bytes) -> smtplib.SMTP:
        """Return a connection that has taken the sender; a kept one that is gone is opened once more."""
        if self._smtp is not None:
            try:
                return self._from(self._smtp, sender, to, message)
            except NotNow:
                self._drop()
        return self._from(self._opened(), sender, to, message)

    def _from(self, smtp: smtplib.SMTP, sender: Address, to: Address, message: bytes) -> smtplib.SMTP:
        options = self._options(smtp, to, message)
        with self._lost():
            answer = smtp.mail(str(sender), options)
        try:
            self._take(answer, f"sender {str(sender)!r}")
        except DeliveryError:
            self._forget_mail()
            raise
        return smtp

    def _options(self, smtp: smtplib.SMTP, to: Address, message: bytes) -> list[str]:
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < len(message):
            raise Refused(
                f"The mail has {len(message):,} bytes; mail server {self.place} takes {int(limit):,}. Shorten the text."
            )
        if to.needs_utf8 and not smtp.has_extn("smtputf8"):
            raise Refused(
                f"Mail server {self.place} takes no address with letters like those of {str(to)!r} (SMTPUTF8). "
                "Ask the recipient for another address."
            )
        size = [f"SIZE={len(message)}"] if smtp.has_extn("size") else []
        return size + (["SMTPUTF8", "BODY=8BITMIME"] if to.needs_utf8 else [])  # its heads are UTF-8 (RFC 6531, 3.1)

    def _end(self, smtp: smtplib.SMTP) -> str:
        """Send the final dot and return the answer to it; without one nobody knows whether the mail was taken."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.answer_timeout_s)
            smtp.send(b".\r\n")
            answer = smtp.getreply()
        except OSError as error:  # smtplib's own errors are some too
            raise self._doubt() from error
        if not 200 <= answer[0] < 600 or 300 <= answer[0] < 400:
            raise self._doubt()
        if smtp.sock is not None:
            smtp.sock.settimeout(self._server.timeout_s)
        self._take(answer, "the mail")
        return _said(answer)

    def _doubt(self) -> InDoubt:
        self._drop()
        return InDoubt(
            f"Mail server {self.place} got the whole mail and did not say whether it took it. Look into its log or ask "
            "the recipient, then say whether it arrived."
        )

    def _take(self, answer: tuple[int, bytes], what: str, *, wanted: int = 250) -> None:
        """Raise what an answer means unless it is a yes."""
        code = answer[0]
        if code == wanted or (wanted == 250 and 200 <= code < 300):
            return
        said = f"Mail server {self.place} did not take {what}: {_said(answer)}."
        if code == 421:
            self._drop()
        if code in _OUR_FAULT and what.startswith("sender"):
            raise NotNow(f"{said} Check user name, password and sender of the outlet.", retry_after_s=_LOG_IN_S)
        if 400 <= code < 500:
            wait = _GREYLISTED_S if code in {450, 451} else None
            raise NotNow(f"{said} {_TRIED}", retry_after_s=wait, alone=code != 421)
        if code < 500:
            self._drop()
            raise NotNow(f"{said} That is no answer SMTP knows here. {_TRIED}")
        raise Refused(f"{said} Correct what it names, then send again.")

    def _forget_mail(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            with self._lost():
                self._smtp = self._open()
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context(cafile=server.ca_file or None) if server.security != "none" else None
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, server.hello, timeout=server.timeout_s, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, server.hello, timeout=server.timeout_s)
        with ExitStack() as undoing:
            undoing.callback(smtp.close)
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
            undoing.pop_all()
        return smtp

    @contextmanager
    def _lost(self) -> Iterator[None]:
        """Say what goes wrong before a mail has begun: nothing has left, and it is not the mail's fault."""
        try:
            yield
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            said = (
                f"Mail server {self.place} refused user name or password: {_said((error.smtp_code, error.smtp_error))}."
            )
            raise WrongKey(f"{said} Set both anew in the outlet.", retry_after_s=_LOG_IN_S) from None
        except smtplib.SMTPNotSupportedError as error:
            self._drop()
            said = f"Mail server {self.place} does not offer what the outlet asks of it ({error})."
            raise NotNow(f"{said} Check port and encryption.", retry_after_s=_LOG_IN_S) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            said = _said((error.smtp_code, error.smtp_error))
            raise NotNow(f"Mail server {self.place} is not ready: {said}. {_TRIED}") from error
        except ssl.SSLError as error:
            self._drop()
            said = f"Mail server {self.place} cannot be trusted or does not encrypt ({error.reason or error})."
            raise Untrusted(f"{said} Check name, port and certificate.", retry_after_s=_LOG_IN_S) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            why = cause(error).en
            said = f"Mail server {self.place} cannot be reached ({why})."
            raise Unreachable(f"{said} Check its name and port, and whether it runs.") from error


_TRIED = "It will be tried again."


def _said(answer: tuple[int, bytes | str]) -> str:
    """Return an answer in quotation marks and in one line that can be shown."""
    code, words = answer
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    told = f"{code} {' '.join(shown.split())[:300]}".strip()
    return f'"{told}"'
