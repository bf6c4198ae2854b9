"""People the agency may put forward."""
