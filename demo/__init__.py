"""The demonstration model: public parts, the part trained here, and the gallery."""
