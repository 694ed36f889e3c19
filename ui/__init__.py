"""The tray icon and the window. Talks to the rest only through `ui.ports` and the declaration tables."""
