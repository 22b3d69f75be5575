"""POSIX sh scripts that run on a node: dash, bash and busybox understand them.

They are read as text and carried there.
"""
