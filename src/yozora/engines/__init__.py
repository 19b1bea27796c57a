"""What makes pictures of a timeline. Each module holds one engine; only the command line chooses among them."""
