"""A process whose children send what is due: forks one on each line it reads, so that it starts in no time.

python -m bench._mail_sender FOLDER   lines: "run" forks a child and answers "child NUMBER", and the child "drained NUMBER"
once nothing is left to send; "end" ends.
"""

import os
import sys
import time
from importlib import import_module

from klaviatur.settings import Settings
from klaviatur.syndicate.delivering import Patience
from klaviatur.wiring.deliveries import open_deliveries

PATIENCE = Patience(first_s=0.2, most_s=2.0, tries=60)


def main() -> None:
    import_module("klaviatur.adapters.outlets.mail.outlet")  # loaded once, for all children
    for line in sys.stdin:
        if line.strip() == "end":
            return
        child = os.fork()
        if child == 0:
            send(sys.argv[1])
            os._exit(0)
        say("child", child)


def send(folder: str) -> None:
    """Send until nothing is planned and nothing is being sent."""
    with open_deliveries(folder, settings=Settings(), patience=PATIENCE) as deliveries:
        while deliveries.next_due() or deliveries.store.senders():
            if not deliveries.send_due(limit=2_000):
                time.sleep(0.05)
    say("drained", os.getpid())


def say(what: str, process: int) -> None:
    sys.stdout.write(f"{what} {process}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
