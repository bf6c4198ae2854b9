"""Files of registers: loaded by a command or a job, and what they say settled by a specialist."""

from agency.verification.registers.actions.asking import ask_load
from agency.verification.registers.actions.loading import load_file, load_stored
from agency.verification.registers.actions.settling import (
    accept_register,
    close_alarm,
    keep_ours,
)
from agency.verification.registers.actions.undoing import undo_settlement

__all__ = [
    "accept_register",
    "ask_load",
    "close_alarm",
    "keep_ours",
    "load_file",
    "load_stored",
    "undo_settlement",
]
