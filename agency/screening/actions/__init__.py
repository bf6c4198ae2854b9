"""What is done about screening: lists loaded, candidates screened, findings decided."""

from agency.screening.actions.deciding import decide, undo
from agency.screening.actions.handing import Told, ask_list
from agency.screening.actions.loading import load_list
from agency.screening.actions.screening import screen, store_run

__all__ = ["Told", "ask_list", "decide", "load_list", "screen", "store_run", "undo"]
