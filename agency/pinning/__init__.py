"""What recruiters want of every choice: somebody on an assignment, or never there."""
