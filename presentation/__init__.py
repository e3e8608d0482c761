"""The talk about VAHA: works are painted, and figures read, as its slides are built."""
