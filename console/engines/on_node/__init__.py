"""Programs that run on a node with nothing but its own Python (3.10 or later) and the wheels that came along.

They are read as text and carried there; nothing here imports them.
"""
