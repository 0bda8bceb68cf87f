"""Released wordings, to take along."""
