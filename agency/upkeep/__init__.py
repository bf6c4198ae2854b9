"""What crosses everything: what somebody asks of all that is kept about her."""
