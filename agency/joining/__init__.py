"""How a candidate comes to her account: invited or by herself, and what she agrees to."""
