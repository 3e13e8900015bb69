"""What is found for a question: passages, encoders, search, ranking and snapshots."""
