"""Recipes for the data in ``models/``; nothing here is needed to run a study."""
