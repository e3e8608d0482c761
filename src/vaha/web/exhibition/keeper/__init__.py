"""What who looks after an exhibition sees and may do, and the signs of life that tell it."""
