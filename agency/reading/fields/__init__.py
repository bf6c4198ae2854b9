"""From lines of text to fields: each subject by itself."""
