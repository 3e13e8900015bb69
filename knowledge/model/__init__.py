"""The typed entries of a base, its facts, outcomes and conditions, and cases."""
