"""The studio in the browser: a JSON API, live events and the built page. Only here is Flask."""
