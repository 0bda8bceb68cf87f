"""Released wordings as posts, or threads of posts, on a Mastodon server."""
