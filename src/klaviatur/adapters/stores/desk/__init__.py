"""Where what is under review is kept: sources, variants, revisions, releases, comments, voices and the audit.

Takes and gives records. Never decides what may be released, by whom; see `review`.
"""

from klaviatur.adapters.stores.desk.store import StoredDesk, open_desk_store

__all__ = ["StoredDesk", "open_desk_store"]
