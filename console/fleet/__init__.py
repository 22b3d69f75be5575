"""The fleet: which nodes there are, how each of them is, and the probes that ask them."""
