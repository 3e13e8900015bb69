"""The pages: what agents see in their browser."""
