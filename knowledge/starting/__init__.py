"""A base of one's own made from another: the whole of it, its decisions alone, or examples; with one's own channels."""
