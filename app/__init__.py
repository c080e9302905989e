"""The web side: routes, pages and the database of inspections, runs and shares. No torch."""
