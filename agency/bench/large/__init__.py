"""A million candidates, in columns that were never in a database and that processes share."""
