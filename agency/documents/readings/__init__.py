"""What a machine has read of uploaded files: kept with each, proposed to people, never a fact."""
