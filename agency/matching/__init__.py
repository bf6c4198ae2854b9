"""Everybody put to every open assignment, at once."""
