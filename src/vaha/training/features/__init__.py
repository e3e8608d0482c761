"""What pictures are compared by: networks that learnt on ImageNet, and plain statistics."""
