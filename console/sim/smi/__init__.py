"""What nvidia-smi prints, part by part, from the readings of a node."""
