"""Whether one situation gets one answer: over paraphrases, channels, spellings, and across the bounds of conditions."""
