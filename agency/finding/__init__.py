"""Finding rows by words that may be misspelled, in an index that each process keeps in memory."""
