"""The members of the team; admins invite, change roles, and let somebody in no longer."""
