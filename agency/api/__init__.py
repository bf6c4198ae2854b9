"""The HTTP API: resources as JSON for other programs, under one prefix and one document."""
