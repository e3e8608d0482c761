"""Commands that serve pages: the studio, an exhibition, the page that runs in a tab."""
