"""What places to run have in common: words of systemd, the choice of GPUs."""
