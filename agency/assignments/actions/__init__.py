"""Taking up facilities and assignments and changing them; each function is a transaction.

None is deleted: an assignment that is over is closed or cancelled.
"""

from agency.assignments.actions.assignments import change_assignment, create_assignment
from agency.assignments.actions.facilities import change_facility, create_facility

__all__ = ["change_assignment", "change_facility", "create_assignment", "create_facility"]
