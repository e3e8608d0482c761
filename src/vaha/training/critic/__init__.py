"""The critic: from pictures to nine emotions."""
