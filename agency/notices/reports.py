"""Reading what a mail server reports of a mail that it could not deliver: RFC 3464.

What comes in is whatever somebody sent to the address for reports: it is bounded, and nothing of
it counts but a few lines.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser

from agency.errors import Unreadable
from agency.notices.delivery import STATUS, delivery

EXPECTED = "expected a delivery report (RFC 3464, message/delivery-status)"
REPORT, RETURNED = "message/delivery-status", ("message/rfc822", "text/rfc822-headers")
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
MOST_PARTS = 50
MOST_WORDS = 500
# What a Message-ID is made of, and so what we give a mail as its name in reports.
MESSAGE_ID = re.compile(r"[^\s<>@]{1,200}@[^\s<>@]{1,200}")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of one mail of ours.

    ``names`` are Message-IDs under which it may be known here, the surest first; ``status`` is an
    enhanced status code and ``said`` what the server that refused it said.
    """

    names: tuple[str, ...]
    action: str
    status: str
    said: str
    digest: str

    @property
    def of_address(self) -> bool:
        """Whether it says that the address does not work, and not what it had against the mail."""
        return self.action == "failed" and self.status in delivery().address_statuses


def most_bytes() -> int:
    """The size of the largest report that is looked at."""
    return delivery().report_kilobytes * 1024


def read_report(content: bytes) -> Report:
    """What a delivery report says; raises Unreadable where it is none, or too large."""
    if len(content) > most_bytes():
        raise Unreadable(f"{EXPECTED} of at most {delivery().report_kilobytes} KB")
    try:
        parts = list(_parts(BytesParser().parsebytes(content)))
        blocks = next((_blocks(one) for one in parts if one.get_content_type() == REPORT), [])
        names = tuple(_names(blocks, parts))
    except (RecursionError, LookupError, ValueError, TypeError) as error:
        raise Unreadable(EXPECTED) from error
    of_reader = next((one for one in blocks if _field(one, "Action").lower() == "failed"), None)
    of_reader = of_reader or next((one for one in blocks if _field(one, "Action")), None)
    if of_reader is None or not names:
        raise Unreadable(EXPECTED)
    return _report(of_reader, names, hashlib.sha256(content).hexdigest())


def _report(block: Message, names: tuple[str, ...], digest: str) -> Report:
    action = _field(block, "Action").lower()
    if action not in ACTIONS:
        raise Unreadable(f"Action: {action[:40]!r}: expected one of {', '.join(ACTIONS)}")
    found = STATUS.match(_field(block, "Status"))
    status = found[1] if found else {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0")
    # Behind the kind of words that follow: smtp; 550 5.1.1 no such mailbox.
    said = _field(block, "Diagnostic-Code").partition(";")[2].strip()
    return Report(names, action, status, said[:MOST_WORDS], digest)


def _parts(message: Message) -> Iterator[Message]:
    """Every part that holds no others, the first of them; of what is sent back the mail itself."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        yield part
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(one for one in inner[:MOST_PARTS] if isinstance(one, Message))


def _blocks(report: Message) -> list[Message]:
    """What it says of the mail, then of each reader."""
    inner = report.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _names(blocks: list[Message], parts: list[Message]) -> Iterator[str]:
    """Our own name of the mail, then the Message-ID of what is sent back."""
    for one in blocks[:1]:
        yield from _ids(_field(one, "Original-Envelope-Id"))
    for part in parts:
        if part.get_content_type() in RETURNED:
            yield from _ids(_field(_returned(part), "Message-ID"))
    for header in ("In-Reply-To", "References"):
        yield from _ids(_field(parts[0], header))


def _returned(part: Message) -> Message:
    inner = part.get_payload()
    if isinstance(inner, list) and isinstance(inner[0], Message):
        return inner[0]
    return HeaderParser().parsestr(str(inner), headersonly=True)


def _ids(said: str) -> Iterator[str]:
    for found in MESSAGE_ID.findall(said[:4_000])[:10]:
        yield f"<{found}>"


def _field(block: Message, name: str) -> str:
    """A header on one line, as text that can be stored."""
    said = str(block.get(name, ""))[:4_000]
    return "".join(one if one.isprintable() else " " for one in " ".join(said.split()))
