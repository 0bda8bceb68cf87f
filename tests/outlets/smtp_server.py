"""Mail servers on loopback: a real one that does to each recipient what its name says, and one that follows a script."""

import asyncio
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 2.0.0 queued as 4242"


@dataclass
class Post:
    """What a server took: sender, recipient and the bytes of each mail; and how often somebody came."""

    mails: list[tuple[str, str, bytes]] = field(default_factory=list)
    connections: int = 0
    options: list[str] = field(default_factory=list)  # of the newest mail's sender
    tries: dict[str, int] = field(default_factory=dict)
    peers: set[Any] = field(default_factory=set)
    arrived: dict[str, threading.Event] = field(default_factory=lambda: defaultdict(threading.Event))

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if session.peer not in self.peers:
            self.peers.add(session.peer)
            self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("stranger"):
            return "550 5.7.1 we do not know you"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.options = options
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        self.tries[name] = self.tries.get(name, 0) + 1
        if name == "unknown":
            return "550 5.1.1 no such user"
        if name == "greylisted":
            return "451 4.7.1 come again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "full":
            return "452 4.2.2 mailbox full"
        if name == "spam":
            return "554 5.7.1 looks like\x07 spam"
        if name == "bye":
            return "421 4.3.2 closing down"
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.mail_from or "", envelope.rcpt_tos[0], envelope.content))
        self.arrived[name].set()
        if name == "silent":
            await asyncio.Event().wait()  # for ever
        if name == "dropped":
            assert server.transport is not None
            server.transport.abort()
        return OK


def authenticator(server: SMTP, session: Session, envelope: Envelope, mechanism: str, auth_data: Any) -> AuthResult:
    ok = (auth_data.login, auth_data.password) == (b"klaviatur", b"geheim")
    return AuthResult(success=ok, handled=False, message=None if ok else "535 5.7.8 wrong")


class OnAnyPort(Controller):
    """Takes the port that the system gives it."""

    @property
    def taken(self) -> int:
        assert self.server is not None
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    def _trigger_server(self) -> None:
        self.port = self.taken
        super()._trigger_server()


@contextmanager
def mail_server(post: Post, **options: Any) -> Iterator[int]:
    """Run a real mail server in a thread; gives its port."""
    controller = OnAnyPort(post, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.taken
    finally:
        controller.stop()


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


@contextmanager
def scripted(*answers: Sequence[str]) -> Iterator[int]:
    """Run a server that gives each connection its answers, one for each line it reads, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answers), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(5)


@contextmanager
def whole_mail_server(answers: Sequence[str], last: str) -> Iterator[int]:
    """Run a server that takes one whole mail, up to its final dot, gives a last answer and hangs up."""

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(f"{answers[0]}\r\n".encode())
            for answer in answers[1:]:
                lines.readline()
                connection.sendall(f"{answer}\r\n".encode())
            while lines.readline() not in {b"", b".\r\n"}:
                pass
            connection.sendall(f"{last}\r\n".encode() if last else b"")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def _serve(listening: socket.socket, answers: Sequence[Sequence[str]]) -> None:
    for script in answers:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            connection.sendall(f"{script[0]}\r\n".encode())
            for answer in script[1:]:
                if not lines.readline():
                    break
                connection.sendall(f"{answer}\r\n".encode())
