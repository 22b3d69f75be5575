"""The mirror view: actions at the desk beside what they do on nodes."""
