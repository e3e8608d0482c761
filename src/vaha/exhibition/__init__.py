"""The exhibition: visitor after visitor before one screen. What it is set to, and what it gives."""
