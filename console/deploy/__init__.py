"""Deploys: preflight, the plan as a value, its journalled steps, the service that answers. No Qt, no SSH library."""
