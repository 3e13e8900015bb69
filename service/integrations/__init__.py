"""Other systems that this service talks to."""
