"""The HTTP API, a file per subject."""
