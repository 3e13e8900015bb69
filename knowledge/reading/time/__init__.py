"""Times in Chinese text: durations, moments before today, and the days of the calendar."""
