"""Delivery reports as mail servers write them."""

from __future__ import annotations

TO = "ruth@example.org"


def of_postfix(
    message_id: str,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 <ruth@example.org>: Recipient address rejected: User unknown",
    envelope_id: str | None = None,
) -> bytes:
    """Headers of the mail are sent back, and its name if the server was told it."""
    name = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    return f"""\
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: reports@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-Id: <20261212101010.ABCDEF@mx.example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="b/mx"

This is a MIME-encapsulated message.

--b/mx
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b/mx
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
{name}X-Postfix-Queue-ID: ABCDEF
Arrival-Date: Sat, 12 Dec 2026 10:10:09 +0000 (UTC)

Final-Recipient: rfc822; {TO}
Original-Recipient: rfc822;{TO}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; {said}

--b/mx
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Message-ID: {message_id}
From: no-reply@localhost
To: {TO}
Subject: A subject

--b/mx--
""".encode()


def of_exchange(message_id: str) -> bytes:
    """The whole mail is sent back, a line of the diagnosis goes on in the next, and no name."""
    return f"""\
From: "Microsoft Outlook" <postmaster@example.org>\r
To: reports@example.org\r
Content-Type: multipart/report; report-type=delivery-status;\r
\tboundary="_000_"\r
In-Reply-To: {message_id}\r
Subject: Undeliverable: A subject\r
\r
--_000_\r
Content-Type: multipart/alternative; boundary="_inner_"\r
\r
--_inner_\r
Content-Type: text/plain; charset="utf-8"\r
\r
Delivery has failed.\r
--_inner_\r
Content-Type: text/html; charset="utf-8"\r
\r
<p>Delivery has failed.</p>\r
--_inner_--\r
\r
--_000_\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns;EX01.example.org\r
\r
Final-recipient: RFC822;{TO}\r
Action: failed\r
Status: 5.2.2\r
Diagnostic-Code: smtp;554-5.2.2 mailbox full;\r
 554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException\r
\r
--_000_\r
Content-Type: message/rfc822\r
\r
Received: from localhost\r
Message-ID: {message_id}\r
To: {TO}\r
Subject: A subject\r
\r
Set a password.\r
--_000_--\r
""".encode()
