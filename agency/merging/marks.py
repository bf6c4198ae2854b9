"""What makes two files look like one person's: columns of both that say the same."""

from __future__ import annotations

from collections.abc import Mapping

NAME_AND_PHONE = "same name and telephone number"
NAME_AND_ZIP = "same name and home ZIP code"
EMAIL = "same e-mail address"
# What makes somebody the same as whoever has all of it too, none of it blank.
MARKS: Mapping[str, tuple[str, ...]] = {
    NAME_AND_PHONE: ("name_key", "phone_key"),
    NAME_AND_ZIP: ("name_key", "home_zip"),
    EMAIL: ("email_key",),
}
