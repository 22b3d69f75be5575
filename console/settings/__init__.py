"""Options and the language of the person at the desk."""
