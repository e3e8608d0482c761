"""The mood reader: from faces to seven moods."""
