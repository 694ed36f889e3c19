"""What models are sold and served with: context window, longest answer, price."""
