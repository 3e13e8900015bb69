"""The pages of those who measure: runs, conflicts between channels, gates, exams."""
