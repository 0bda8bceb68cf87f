"""Whether something went wrong because a disk is full, or what somebody may use of it is used up."""

from errno import EDQUOT, ENOSPC

NO_ROOM = (
    "The disk with the outputs has no room left. What could not be written whole stays as it was and leaves as before. "
    "Make room, then run them again: klaviatur syndicate --by NAME"
)
_CODES = frozenset({ENOSPC, EDQUOT})


def lacks_room(error: BaseException) -> bool:
    """Return whether an error says so, with a number or, as data frames do, in words alone."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _CODES
    return any(f"os error {code})" in str(error) for code in _CODES)
