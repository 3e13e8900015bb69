"""A case to its decision: the case space, which policies stand, what the law grants at least, what to ask next."""
