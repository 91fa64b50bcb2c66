"""Rules about orders, recipients and moments: plain Python, values in, values out."""
