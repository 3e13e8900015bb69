"""What the reader of disguised wording learns from, and how it is settled."""
