"""Icons, styles and presets: data that ships with the program."""
