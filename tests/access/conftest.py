"""What tests of sign-in need."""

from tests.notices.conftest import post_office as post_office
