"""Where strokes lie: directions, colours, layers from large to small brushes."""
