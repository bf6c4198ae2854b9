"""Letters whose secret a test can open, in place of those that the pages write."""

from __future__ import annotations

from dataclasses import dataclass, field

from agency.candidates.models import Candidate
from agency.joining import actions
from agency.joining.consents import current_text
from agency.joining.models import Invitation, Registration
from agency.notices.actions import Draft
from tests.signing_in import TESTER

PASSWORD = "the hash of a password"
NOW = current_text().version
ANA = {
    "first_name": "Ana",
    "last_name": "Duarte",
    "email": "ana@example.org",
    "phone": "206 555 0142",
    "home_zip": "98101",
}


@dataclass
class Letters:
    """Every secret that was written, the newest last; and who was told that she is known."""

    secrets: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    def invite(self, ref: str = "C-1") -> str:
        """Invite a candidate; the secret of her link."""
        actions.invite_candidate(ref, TESTER, self.of_invitation)
        return self.secrets[-1]

    def register(self, **values: str) -> str:
        """Register somebody; the secret of the last link that was written."""
        said = {**ANA, **values}
        actions.register(said, PASSWORD, NOW, self.of_registration, self.of_known)
        return self.secrets[-1] if self.secrets else ""

    def of_invitation(self, link: Invitation, candidate: Candidate, secret: str) -> Draft:
        return self._draft(link.email, secret)

    def of_registration(self, asked: Registration, secret: str) -> Draft:
        return self._draft(asked.email, secret)

    def of_known(self, email: str) -> Draft:
        self.known.append(email)
        return Draft(email, "known", "known")

    def _draft(self, to: str, secret: str) -> Draft:
        self.secrets.append(secret)
        return Draft(to, "come in", secret)
