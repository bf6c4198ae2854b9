"""How credentials are obtained: `routes` answers for one person, by what the other modules say.

Nothing is imported here: the rulebook reads its pathways with `reading`, and `routes` needs the
rulebook as a whole.
"""
