"""The desk: everything that a person sees and touches; the only room that knows Qt."""
