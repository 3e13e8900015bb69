"""The scorecard of a log: five dimensions of service, each figure with its definition, or what would give it."""
