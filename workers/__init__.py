"""Background work: two ways to hand out and do the jobs of the ledger, with Redis and without."""
