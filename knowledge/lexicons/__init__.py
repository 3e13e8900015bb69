"""What comes with the product and any base may use: how claims are worded, what customers say, and words to avoid."""
