"""The model side: a queue worker, the engine, hooks and model families."""
