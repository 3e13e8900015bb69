"""What a reply states about outcomes, and for which cases: claims, read by the lexicon of a base."""
