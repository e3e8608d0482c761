"""Works that leave with visitors: on their telephones, and on paper."""
