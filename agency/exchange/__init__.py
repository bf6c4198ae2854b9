"""Files in and out, a file per format."""
