"""From files that somebody labelled to pictures with objects; no disk, no network."""
