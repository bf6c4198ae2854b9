"""People who sign in, their roles, and the tokens of programs."""
