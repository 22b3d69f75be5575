"""The readiness of nodes: the page, its rows, and the report as a file."""
