"""How a suite says what was broken."""


def promise(kept: bool, said: str) -> None:
    """Raise AssertionError with the promise unless it was kept."""
    if not kept:
        raise AssertionError(said)
