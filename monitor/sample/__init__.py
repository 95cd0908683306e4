"""The sample market: synthetic, labelled listings on a loopback site, over three days."""
