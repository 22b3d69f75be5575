"""Slurm, Kubernetes and Prometheus: what they say of the nodes, as long as somebody looks."""
