"""What is asked, and who asks it, short enough for a row."""

from __future__ import annotations

from dataclasses import dataclass

from agency.rules.eligibility import Finding
from agency.rules.facts import AssignmentFacts
from agency.rules.rulebook import RuleBook
from agency.rules.titles import rule_name
from agency.rules.wording import either, spoken

LAW, CLIENT, AGENCY = "law", "client", "agency"
OF_EVERYBODY = {
    "available": "Free on every day",
    "pay": "Pay is what is asked for",
    "standing": "Active, and welcome at the facility",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as a row names it; ``by`` is ``law``, ``client`` or ``agency``."""

    name: str
    source: str
    by: str


def asked(finding: Finding, assignment: AssignmentFacts, book: RuleBook) -> Asked:
    """How a row names the requirement of ``finding``, and whose it is."""
    if finding.law:
        by = AGENCY if finding.law.is_standard else LAW
        sign = "§ " if by == LAW else ""
        return Asked(rule_name(finding.law.id, finding.title), f"{sign}{finding.law.citation}", by)
    id = finding.requirement.id
    client = f"Client: {assignment.facility}" if assignment.facility else "Client"
    if id.startswith("client:"):
        return Asked(_either_of(book.catalogue.client_codes(id[7:]), book), client, CLIENT)
    match id:
        case "certification":
            return _certification(assignment, book)
        case "skills":
            skills = [spoken(word) for word in sorted(assignment.required_skills)]
            return Asked(f"Skills: {either(skills or ['none asked'], 'and')}", client, CLIENT)
        case "location":
            return Asked(f"Works in {assignment.state} or near enough", "Agency", AGENCY)
        case "shift":
            return Asked(f"Shift: {spoken(assignment.shift or 'any')}", client, CLIENT)
        case "role":
            return Asked(f"Role: {spoken(assignment.role)}", "Agency", AGENCY)
    return Asked(OF_EVERYBODY.get(id, finding.title.rstrip(".")), "Agency", AGENCY)


def _certification(assignment: AssignmentFacts, book: RuleBook) -> Asked:
    """The client's list of certifications, or else the agency's own for the role."""
    if assignment.accepted_certifications:
        codes, who, by = assignment.accepted_certifications, "Client", CLIENT
    else:
        codes = book.catalogue.default_accepted.get(assignment.role, ())
        who, by = "Agency", AGENCY
    titles = [book.catalogue[code].title for code in codes]
    if len(titles) == 1:
        return Asked(titles[0], f"{who}: certification", by)
    return Asked("National certification", f"{who}: {either(titles)}", by)


def _either_of(codes: tuple[str, ...], book: RuleBook) -> str:
    return either(book.catalogue[code].title for code in codes)
