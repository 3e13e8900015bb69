"""What agents really sent, held against the policies: a stream in, figures in constant memory out."""
