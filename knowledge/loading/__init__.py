"""YAML text to a base, or to every problem in it; the editor schema."""
