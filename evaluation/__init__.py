"""Whether the answers are right and agree: suites, measures and benchmarks."""
