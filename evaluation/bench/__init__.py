"""Benchmarks: each prints what it was measured on."""
