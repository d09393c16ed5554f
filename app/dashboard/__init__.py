"""工作台: what waits for whom, across the rooms."""
