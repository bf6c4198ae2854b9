"""What is done to accounts and tokens; each public function is one transaction."""
