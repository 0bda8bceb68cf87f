"""Everything that touches files, sockets or model libraries: one folder per kind, none knowing another.

Takes and gives records of the house. Never decides what may be said.
"""
