"""Candidates screened against lists of who is excluded: kept by content, scored with the evidence
shown, decided by people, and remembered."""
