"""What a browser may do with our answers: load our own files, and nothing else."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whence}" for what, whence in CONTENT.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Addresses of our pages name people; no other site is told where a visitor came from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # A shared computer keeps no copy; static files say themselves how long they last.
    "Cache-Control": "no-store",
}


# Two years, as the lists of browsers ask; said only where the connection is encrypted already.
ENCRYPTED_FROM_NOW_ON = "max-age=63072000; includeSubDomains"


def send_security_headers(app: Flask) -> None:
    """Add the headers to every answer of ``app``; what a view set itself stays."""

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", ENCRYPTED_FROM_NOW_ON)
        return response
