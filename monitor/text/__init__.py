"""Reads words: folds texts with exact offsets, finds claim phrases, and reads stance and offers."""
