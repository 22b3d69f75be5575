"""The page of one node: all that it tells of its devices, containers and Python environments."""
