"""Who may ask, how often and how much: connections, names, cookies, rates and shares."""
