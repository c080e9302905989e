"""One file is one analysis; its name is its key, address, template, view, test and help page."""
