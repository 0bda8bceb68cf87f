"""What goes on in the background while somebody looks.

A page asks for it before it reads what that work makes: whatever ends in between is then shown as running, and the
page comes again for it. Asked for afterwards, it would be shown neither as running nor as made, and nothing would come
again.
"""

from klaviatur.records import Work
from klaviatur.wiring.desk import Desk

LOOKED_AT = 50  # newest pieces of work


def running(desk: Desk, what: str = "") -> tuple[Work, ...]:
    """Return work that is waiting or going on; `what`: of one kind alone, "" for all."""
    return tuple(
        work for work in desk.works(limit=LOOKED_AT) if work.state in {"waiting", "running"} and what in {"", work.what}
    )
