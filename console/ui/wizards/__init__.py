"""Wizards: several pages that lead to one decision."""
