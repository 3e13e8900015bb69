"""What is told of a base in the language of its people."""
