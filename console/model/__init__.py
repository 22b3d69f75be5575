"""Frozen values of the user's world: no I/O, no clock, no Qt."""
