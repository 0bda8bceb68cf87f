"""A real SMTP server that fails, hangs and drops at random, and writes down what it took before it says so.

python -m bench._mail_server LOG SEED   prints its port; LOG gets a line for each mail it took: "recipient answered|silent"
"""

import asyncio
import random
import sys
from pathlib import Path
from typing import TextIO

from aiosmtpd.smtp import SMTP, Envelope, Session

BUSY, FULL, UNKNOWN = "421 4.3.2 busy, come again", "452 4.2.2 mailbox full", "550 5.1.1 no such user"
HANGS_S = 30.0
CHANCES = {"busy": 0.02, "full": 0.03, "cut": 0.01, "hang": 0.002, "taken_cut": 0.005, "taken_hang": 0.002}


class Moody:
    """Takes mails in a mood that changes from mail to mail; some recipients do not exist, ever."""

    def __init__(self, log: TextIO, seed: int) -> None:
        self._log, self._luck = log, random.Random(seed)

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802
        if address.startswith("unknown"):
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        mood = self._mood()
        if mood in {"busy", "full"}:
            return BUSY if mood == "busy" else FULL
        if mood == "cut":
            return self._cut(server)
        if mood == "hang":
            await asyncio.sleep(HANGS_S)
            return FULL
        silent = mood.startswith("taken")
        self._log.write(f"{envelope.rcpt_tos[0]} {'silent' if silent else 'answered'}\n")
        self._log.flush()
        if mood == "taken_hang":
            await asyncio.sleep(HANGS_S)
        return self._cut(server) if silent else "250 2.0.0 taken"

    def _mood(self) -> str:
        drawn = self._luck.random()
        for mood, chance in CHANCES.items():
            drawn -= chance
            if drawn < 0:
                return mood
        return ""

    def _cut(self, server: SMTP) -> str:
        assert server.transport is not None
        server.transport.abort()
        return ""


async def serve(log: Path, seed: int) -> None:
    with log.open("a", encoding="utf-8") as file:
        moody = Moody(file, seed)
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(moody), "127.0.0.1", 0)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
