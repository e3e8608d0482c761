"""Numbers that say how good: of classifiers, of votes, of sets of pictures."""
