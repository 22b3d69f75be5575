"""The simulated data centre: real SSH on loopback, in front of nodes that exist only in memory."""
