"""What several studies share: presets, questions, regions, tables."""
