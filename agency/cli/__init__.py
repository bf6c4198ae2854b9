"""The command line; ``wsgi`` adds the commands that serve."""

from agency.cli.allocation import allocate_file
from agency.cli.audit import audit_commands
from agency.cli.badges import badges_commands
from agency.cli.bench import bench_command
from agency.cli.commands import agency
from agency.cli.doctor import doctor_command
from agency.cli.documents import documents_commands
from agency.cli.files import export_command, import_command, init_command
from agency.cli.jobs import jobs_commands
from agency.cli.mails import mails_commands
from agency.cli.matching import match_command, matches_command, pairs_command, warm_command
from agency.cli.pairs import check_file, explain_command
from agency.cli.pathways import pathways_command
from agency.cli.pins import pin_command, pins_command
from agency.cli.reading import reading_commands
from agency.cli.registers import registers_commands
from agency.cli.renewals import renewals_command
from agency.cli.rule_table import table_command
from agency.cli.rules import rules_commands
from agency.cli.runs import changes_command, runs_command
from agency.cli.sample import sample_command
from agency.cli.screening import screening_commands
from agency.cli.tokens import token_commands
from agency.cli.users import user_commands
from agency.cli.value import value_command

agency.add_command(allocate_file)
agency.add_command(audit_commands)
agency.add_command(badges_commands)
agency.add_command(bench_command)
agency.add_command(changes_command)
agency.add_command(check_file)
agency.add_command(doctor_command)
agency.add_command(documents_commands)
agency.add_command(explain_command)
agency.add_command(export_command)
agency.add_command(import_command)
agency.add_command(init_command)
agency.add_command(jobs_commands)
agency.add_command(mails_commands)
agency.add_command(match_command)
agency.add_command(matches_command)
agency.add_command(pairs_command)
agency.add_command(pathways_command)
agency.add_command(pin_command)
agency.add_command(pins_command)
agency.add_command(reading_commands)
agency.add_command(registers_commands)
agency.add_command(renewals_command)
agency.add_command(rules_commands)
agency.add_command(runs_command)
agency.add_command(sample_command)
agency.add_command(screening_commands)
agency.add_command(token_commands)
agency.add_command(user_commands)
agency.add_command(value_command)
agency.add_command(warm_command)
rules_commands.add_command(table_command)

__all__ = ["agency"]
