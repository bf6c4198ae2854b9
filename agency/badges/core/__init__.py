"""What a badge says and what can be told of it: pure, without a database, a clock or a network."""
