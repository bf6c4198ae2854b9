"""What a credential would be worth: who would newly be eligible, and who would then go where."""
