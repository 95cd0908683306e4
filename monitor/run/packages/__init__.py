"""What leaves a workspace as a WACZ file: chosen, told before, written; and whether such a file holds."""
