"""The inventory in the window: its sources, what a reading of them changes, and who says what of a node."""
