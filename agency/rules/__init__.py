"""What the law, the issuers and the agency say: pure, standard library only, data beside it."""
