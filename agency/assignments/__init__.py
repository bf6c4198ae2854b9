"""Work at a facility for a run of days: the demand."""
