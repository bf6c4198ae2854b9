"""How a night scales over the processes of a worker."""
