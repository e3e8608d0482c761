"""VAHA's networks on a model hub: the folder of a repository, sending it, and bringing others."""
