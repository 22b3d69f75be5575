"""Models by name: where their weights are, how large and of which shape, read from the files without loading them."""
