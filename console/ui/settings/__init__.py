"""The settings sheet: every option, shown from its definition."""
