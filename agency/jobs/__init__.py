"""The ledger of work to be done: the database remembers it, a message is only a hint."""
