"""Uploaded files of a credential: what is let in, how it is kept, and who has seen it."""
