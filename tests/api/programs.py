"""Programs with a token, for tests of what they are answered."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from agency.accounts.scopes import SCOPES
from tests.signing_in import token_for

PREFIX = "/api/v1"


class Program:
    """A program that speaks to the API of ``app`` with a token of somebody with ``role``."""

    def __init__(
        self, app: Flask, role: str = "recruiter", scopes: Collection[str] = SCOPES
    ) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token_for(app, role, scopes)}"}

    @staticmethod
    def text(body: Any) -> str:
        """A body as it is sent."""
        return json.dumps(body)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.send("POST", path, json={} if body is None else body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> TestResponse:
        return self.send("PATCH", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.send("DELETE", path, **options)

    def send(self, method: str, path: str, **options: Any) -> TestResponse:
        """What ``path``, below the prefix or whole, answers."""
        headers = self.headers | options.pop("headers", {})
        whole = path if path.startswith(PREFIX) else PREFIX + path
        return self.client.open(whole, method=method, headers=headers, **options)


def made(answer: TestResponse) -> Any:
    """The new thing that an answer tells of."""
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def told(answer: TestResponse) -> Any:
    """The JSON of an answer that all is well."""
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def faults(answer: TestResponse, status: int = 422) -> dict[str, str]:
    """What was expected, by field, of an answer that refuses values."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    return {one["field"]: one["expected"] for one in answer.get_json().get("errors", [])}
