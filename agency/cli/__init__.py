"""The agency command: a file per subject."""
