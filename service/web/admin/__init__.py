"""The pages of admins: who changed what."""
