"""Provider kinds, one file each, in an explicit ordered list."""
