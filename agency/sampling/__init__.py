"""A realistic, wholly fictional agency in the files that an import reads."""
