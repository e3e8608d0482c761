"""What is installed here: which VAHA, and which part of others is broken."""
