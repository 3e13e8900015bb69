"""The trainers' pages: conflicts, entries, cases, gaps and what to write next."""
