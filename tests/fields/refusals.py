"""What tests of fields share: the sentence a refusal says."""

from typing import Any

import pytest
from marshmallow import ValidationError
from marshmallow.fields import Field


def refusal(field: Field[Any], value: Any) -> str:
    """What ``field`` expected instead of ``value``."""
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    messages = refused.value.messages
    assert isinstance(messages, list)
    return str(messages[0])
