"""Who may do what: roles, the table of routes, and what has to be settled before people sign in."""
