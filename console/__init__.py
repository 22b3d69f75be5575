"""Leitstand: a desktop console for AI data centres."""

__version__ = "0.1.0"
