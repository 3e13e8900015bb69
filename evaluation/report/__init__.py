"""The report: one self-contained page in Chinese that needs no network."""
