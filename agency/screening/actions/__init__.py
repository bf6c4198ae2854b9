"""What is done about screening: lists loaded, candidates screened, findings decided."""

from agency.screening.actions.deciding import decide, undo
from agency.screening.actions.loading import load_list
from agency.screening.actions.screening import screen, store_run

__all__ = ["decide", "load_list", "screen", "store_run", "undo"]
