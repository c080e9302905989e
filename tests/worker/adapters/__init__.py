"""One test file for each family."""
