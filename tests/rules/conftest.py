"""Properties of the rules are judged by what they find, never by how fast the machine is."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
