"""A printed ingredient list read: split, named with a certainty, its order weighed, its pairs and limits told."""
