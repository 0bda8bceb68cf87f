"""What happens after what: `texts` plays one source on every channel, `products` brings a table into the workspace.

Takes rooms and ports from the wiring; never knows a tool, a database or HTTP.
"""

from klaviatur.chain.texts import MOST_ROUNDS, STOOD_IN, Asking, Progress, needs_work, play, stand_ins, write_embedded

__all__ = ["MOST_ROUNDS", "STOOD_IN", "Asking", "Progress", "needs_work", "play", "stand_ins", "write_embedded"]
