"""What the agency has recorded besides the data files: its standards, a facility's, and new law."""
