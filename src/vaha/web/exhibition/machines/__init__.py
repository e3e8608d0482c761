"""What the room's other machines are told, and what they tell."""
