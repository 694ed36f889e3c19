"""Anthropic Messages in the words of OpenAI's Responses API, and back.

https://platform.openai.com/docs/guides/migrate-to-responses
"""
