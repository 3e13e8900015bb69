"""A base changed from outside its files: entries written back with nothing else touched, and spreadsheets."""
