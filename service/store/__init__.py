"""What the service remembers: records, feedback, dismissals and the audit trail, in SQLite or PostgreSQL."""
