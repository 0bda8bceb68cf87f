"""The commands of a workspace: begin one, serve it, review and release from the command line, look after it.

Takes what is typed; gives lines or JSON. Never decides what may be released.
"""

from klaviatur.doors.workspace.keeping import audit, backup, restore
from klaviatur.doors.workspace.people import member
from klaviatur.doors.workspace.reviewing import desk
from klaviatur.doors.workspace.serving import init, serve, worker

COMMANDS = (init, serve, worker, desk, member, audit, backup, restore)

__all__ = ["COMMANDS"]
