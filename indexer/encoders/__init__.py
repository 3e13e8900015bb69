"""The encoders, one a module; `indexer.encoder` opens them."""
