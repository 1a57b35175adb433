"""What the kernel says of links."""
