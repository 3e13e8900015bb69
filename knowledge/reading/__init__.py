"""Reading Chinese text: its normal form, numbers and durations, facts in a message, claims in a reply."""
