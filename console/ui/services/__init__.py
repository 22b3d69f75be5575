"""Services that were deployed: how they are, talking with them, snippets, load, logs, what was done."""
