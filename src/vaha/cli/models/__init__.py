"""`vaha models`: networks fetched, checked, pushed and pulled."""
