"""A backup in one file: the records, the base, what else is kept beside them, and the snapshot that serves."""
