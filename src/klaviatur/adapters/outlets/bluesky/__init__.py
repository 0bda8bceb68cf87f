"""Released wordings as posts, or threads of posts, in a repository of the AT Protocol (Bluesky)."""
