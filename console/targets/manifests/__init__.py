"""What a service is in the words of Kubernetes."""
