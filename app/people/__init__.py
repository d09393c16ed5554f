"""人员: departments, staff, who may do what, and signing in."""
