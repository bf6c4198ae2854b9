"""Background work: the schedule, its tasks, and the two ways to run them."""
