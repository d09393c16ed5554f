"""线索: what departments, readers and the net bring in, and the posts it becomes."""
