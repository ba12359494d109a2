"""From files to a verified generation: read, split, build, verify."""
