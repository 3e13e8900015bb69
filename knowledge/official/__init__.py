"""What the regulator's tables say of substances that the base need not know."""
