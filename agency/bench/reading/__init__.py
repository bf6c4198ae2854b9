"""How well and how fast drawn papers are read."""
