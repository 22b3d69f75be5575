"""Pages for Slurm, Kubernetes and Prometheus: tables of what they say, and what a person does about it."""
