"""The demonstration: fictional content that fills the panel."""
