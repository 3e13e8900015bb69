"""What answers at this moment: the snapshot that serves, swapped whole, and a base as it would be after a change."""
