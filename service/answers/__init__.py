"""What agents are helped with: suggestions, checked replies, scripts; plain functions over a base and a retriever."""
