"""What people and programs use: suggestions, the API, the pages and the command line."""
