"""The commands of what leaves: outputs of the catalogue, outlets, deliveries, and the pause over all of it.

Takes what is typed; gives lines or JSON. Never decides what may leave.
"""

from klaviatur.doors.syndicate.deliveries import deliver, deliveries, go_on, pause
from klaviatur.doors.syndicate.outlets import outlets
from klaviatur.doors.syndicate.outputs import outputs, syndicate

COMMANDS = (outputs, syndicate, outlets, deliver, deliveries, pause, go_on)

__all__ = ["COMMANDS"]
