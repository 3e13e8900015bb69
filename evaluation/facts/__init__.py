"""What the base says held against the texts of laws and the regulators' tables."""
