"""What seals a run when it ends: its manifest, and time stamps over it; and whether they hold."""
