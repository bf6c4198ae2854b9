"""What is done about mail."""

from agency.notices.actions.posting import post, send_waiting
from agency.notices.drafts import Draft

__all__ = ["Draft", "post", "send_waiting"]
