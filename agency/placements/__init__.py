"""Who is, was or may be put to which assignment."""
