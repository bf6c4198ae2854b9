"""Renewals that nobody misses: reminders, the calendar, and what lapses inside placements."""
