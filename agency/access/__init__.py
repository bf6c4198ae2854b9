"""Who is asking, and what each route lets whom do."""
