"""Speed and memory, each as ratios in one run: `make bench`."""
