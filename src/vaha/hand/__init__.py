"""The hand: any picture painted stroke by stroke, in a manner that a mood moves."""
