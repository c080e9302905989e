"""One file is one study: an analysis over a folder of pictures."""
