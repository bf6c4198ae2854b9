"""How fast a served agency answers: pages by people who click, the API by programs."""
