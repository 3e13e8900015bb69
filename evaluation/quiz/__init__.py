"""Training out of the base: an exam on what to reply, its marking, and scripts for mystery shoppers."""
