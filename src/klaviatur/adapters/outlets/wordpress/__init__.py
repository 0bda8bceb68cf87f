"""Released wordings as posts of a WordPress site."""
