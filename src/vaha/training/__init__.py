"""Training and measuring, the extra `vaha[train]`: the only room that imports PyTorch."""
