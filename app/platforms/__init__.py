"""平台与账号: the platforms that are published on, and the accounts kept there."""
