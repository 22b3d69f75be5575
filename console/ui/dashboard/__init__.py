"""The dashboard under or beside the terminals."""
