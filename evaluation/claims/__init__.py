"""What the learned reader of replies learns from, and how what it learned is settled and measured."""
