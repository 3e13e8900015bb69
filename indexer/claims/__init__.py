"""What a reply states, as a learner reads it: beside the grammar of claims, and apart from it."""
