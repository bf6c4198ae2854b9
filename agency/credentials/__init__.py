"""What a candidate holds that is valid for a while, and what she has learned."""
