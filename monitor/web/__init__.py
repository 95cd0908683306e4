"""The web app: read-only pages over one workspace, for one person on this machine."""
