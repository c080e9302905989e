"""One file, one question about speed or memory, against a peer in the same run."""
