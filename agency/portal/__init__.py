"""The pages of candidates about themselves, on a phone first."""
