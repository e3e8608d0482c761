"""The enlarger: from small pictures to large ones."""
