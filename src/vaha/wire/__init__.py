"""What goes between a studio and the painters that work for it elsewhere."""
