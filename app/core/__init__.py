"""The low-code kit: what every room stands on. It knows no domain."""
