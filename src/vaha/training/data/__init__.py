"""What is learnt from: faces, paintings, their moods, packs of them, and augmentation."""
