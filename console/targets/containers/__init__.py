"""What Docker and Podman have in common: the container as a value, its image, the commands that both understand."""
