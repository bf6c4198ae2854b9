"""Who should be put forward where: the best choice over all openings at once, with its bound.

It is a proposal; a person decides. Nothing here knows of a database.
"""
