"""Credentials on paper, drawn by chance: clean, scanned and photographed. Nobody holds them."""
