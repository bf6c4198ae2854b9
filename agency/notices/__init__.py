"""Mail that is to be sent, kept until it has been."""
