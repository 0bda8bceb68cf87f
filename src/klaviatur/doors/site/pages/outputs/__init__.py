"""The catalogue on platforms: outputs with their runs, what they hold back and why."""
