"""What reads an upload, in a process of its own that may use little and reach nothing."""
