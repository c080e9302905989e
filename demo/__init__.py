"""The demonstration model: public parts, the small part trained here, and the gallery's pictures."""
