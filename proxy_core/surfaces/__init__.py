"""What clients that do not speak Anthropic's Messages ask, and how they are answered."""
