"""HTTP: the calls of the service, their errors and their limits."""
