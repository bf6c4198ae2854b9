"""The trail of who changed what, which can be added to and never changed."""
