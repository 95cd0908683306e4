"""Whether the evidence of a workspace holds, and who kept it: a verdict per item, a custody record per capture."""
