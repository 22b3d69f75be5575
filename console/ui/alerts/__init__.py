"""Alerts in the window: the page that lists them, and what a person is told of when one comes."""
