"""VAHA in a browser tab: a page that needs no server but one for files."""
