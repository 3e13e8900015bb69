"""What the brand knows and decides: entries, checks and decisions, with no search, network or clock."""
