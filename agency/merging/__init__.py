"""Two files of one person: found, made into one, and taken apart again."""
