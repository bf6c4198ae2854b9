"""The same eligible pairs in SQL, by a PostgreSQL with every index it wants."""
