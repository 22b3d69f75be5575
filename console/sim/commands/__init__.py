"""One file for each command (or close family) that a node answers to."""
