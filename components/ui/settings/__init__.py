"""Elements of the settings page, a module for each tab."""
