"""What each wire looks like: JSON, server-sent events, Anthropic Messages, OpenAI chat completions."""
