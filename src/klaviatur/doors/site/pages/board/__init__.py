"""Every source, channel by channel."""
