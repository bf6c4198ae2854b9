"""What a document says, read by a machine: proposals with a confidence, never facts."""
