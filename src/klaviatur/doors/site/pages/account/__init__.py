"""One's own account: how one is shown, password, passkeys, tokens, where one is signed in."""
