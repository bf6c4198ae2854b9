"""What specialists are written about a file of a register."""

from __future__ import annotations

from agency.notices.actions import Draft
from agency.rules.sentences import day_text
from agency.settings import settings
from agency.verification.register_models import RegisterLoad
from agency.verification.registers.source import source_named


def alarm_letter(address: str, load: RegisterLoad, alarms: int) -> Draft:
    """That a file contradicts what was confirmed; it names nobody, the page does."""
    title = source_named(load.source).words.title
    many = "1 alarm" if alarms == 1 else f"{alarms:,} alarms"
    text = (
        f"The file of {day_text(load.day)} of the register {title} says otherwise of credentials"
        f" that were confirmed, or tells of an action against their holder.\n\n"
        f"They are on this page, where each can be settled:\n"
        f"{settings().public_url}/review/registers\n"
    )
    return Draft(address, f"{many} from a register", text)
