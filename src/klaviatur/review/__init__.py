"""Review: a person's decision about one exact wording.

Takes a kept variant with its findings, and an actor; gives what it becomes and what the audit says of it. Never has an
optional actor, and never touches a database.
"""
