"""A million candidates: columns that never were rows of a database, and work shared by processes."""
