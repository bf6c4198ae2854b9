"""The fields of every door: what a CSV cell, a JSON value or a form's answer must look like."""

from agency.fields.columns import Columns
from agency.fields.days import Day, SpanList, span_text
from agency.fields.known import ClientRequirement, CredentialCode, KnownWord
from agency.fields.lists import WordList
from agency.fields.numbers import Amount, Dollars, Whole, YesNo
from agency.fields.schema import InputSchema, expected, require_order
from agency.fields.text import Choice, Email, OwnRef, Ref, SafeText, StateCode, ZipCode

__all__ = [
    "Amount",
    "Choice",
    "ClientRequirement",
    "Columns",
    "CredentialCode",
    "Day",
    "Dollars",
    "Email",
    "InputSchema",
    "KnownWord",
    "OwnRef",
    "Ref",
    "SafeText",
    "SpanList",
    "StateCode",
    "Whole",
    "WordList",
    "YesNo",
    "ZipCode",
    "expected",
    "require_order",
    "span_text",
]
