"""The five stages; none of them knows another."""
