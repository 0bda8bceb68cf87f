"""How members come in and go: links, passwords, passkeys, tokens, providers of sign-in, and what they may do.

Takes ports and an actor; gives who has signed in. Never keeps a secret, only its hash, and never changes anything
without a line in the audit, in the same transaction.
"""
