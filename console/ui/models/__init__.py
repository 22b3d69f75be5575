"""Qt models over the values of the fleet, and what they are asked for."""
