"""Long campaigns, each with a command of its own; nothing of the library imports them."""
