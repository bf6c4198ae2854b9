"""The log of what somebody wrote to, so that matching can take up what it has not seen yet."""
