"""Digital badges: read, judged by five lights that are never made one, and kept with what they were
judged by."""
