"""Reading Chinese text: normal form, sentences, times, facts of a message, claims of a reply, ingredient lists."""
