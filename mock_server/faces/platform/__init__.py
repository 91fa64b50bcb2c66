"""What surrounds the APIs at Altinn: tokens, their exchange, the keys that sign them."""
