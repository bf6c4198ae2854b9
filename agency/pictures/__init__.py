"""Geometry of what pages draw; each picture has a table of the same."""
