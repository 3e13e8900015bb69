"""What a message states about the case of a customer: facts, with their spans."""
