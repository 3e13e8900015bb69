"""What the base's own questions teach: which entry a message means, and how sure that is."""
