"""What goes over the wire: requests, answers and problems, and what turns our own into them."""
