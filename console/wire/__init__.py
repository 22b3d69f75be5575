"""What passes between the desk and the core."""
