"""What the parts of PatchLens promise each other. No torch, no web framework."""
