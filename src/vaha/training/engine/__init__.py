"""What every run stands on: devices, processes, checkpoints, logs, learning rates."""
