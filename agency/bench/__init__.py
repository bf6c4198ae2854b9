"""Measure the matcher against other ways of doing the same work, on real servers."""
