"""How well each credential is known: who checked it when, by what source, and with what result."""
