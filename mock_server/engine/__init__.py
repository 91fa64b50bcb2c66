"""A world and what happens in it as its clock moves: plain Python, no I/O."""
